#include "processing/groups.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/processing/plan_builder.h"

namespace ioc::testing::groups_test {
namespace {

using Members = std::vector<std::string>;

model::Plan plan_by(std::vector<Field> by) {
  std::vector<model::Unit> units(4);
  const char* codes[] = {"49", "502", "20335", "503"};
  const model::UnitIndex parents[] = {model::kNoUnit, 0, 1, 0};
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].code = codes[i];
    units[i].parent = parents[i];
  }
  PlanBuilder builder(model::Zone(), units);
  builder.add_stream(1000, 0);
  IndicatorSpec spec;
  spec.id = "x";
  spec.by = std::move(by);
  spec.windows = {calendar(model::WindowKind::day)};
  builder.add(spec);
  return builder.build();
}

std::set<Members> outputs_of(const processing::Groups& groups, std::uint32_t leaf) {
  std::set<Members> members;
  for (const std::uint32_t output : groups.outputs_of(leaf, 0)) {
    EXPECT_TRUE(members.insert(groups.output(output).members).second) << "twice";
  }
  return members;
}

TEST(Groups, AUnitCountsForItselfAndAllAboveIt) {
  const model::Plan plan = plan_by({kUnit, kChannel});
  processing::Groups groups(plan.cubes[0], plan);
  const std::uint32_t leaf = groups.add({{"20335", "online"}});
  EXPECT_EQ(outputs_of(groups, leaf),
            (std::set<Members>{{"20335", "online"}, {"502", "online"}, {"49", "online"}}));
  EXPECT_EQ(groups.add({{"20335", "online"}}), leaf);
  EXPECT_EQ(groups.leaf_count(), 1u);
}

TEST(Groups, LeavesAndOutputsAreInverseRelations) {  // Groups G1
  const model::Plan plan = plan_by({kUnit, kChannel});
  processing::Groups groups(plan.cubes[0], plan);
  for (const char* unit : {"49", "502", "20335", "503", "gone"}) {
    for (const char* channel : {"a", "b"}) groups.add({{unit, channel}});
  }
  std::set<std::pair<std::uint32_t, std::uint32_t>> up, down;
  for (std::uint32_t leaf = 0; leaf < groups.leaf_count(); ++leaf) {
    for (const std::uint32_t output : groups.outputs_of(leaf, 0)) up.insert({leaf, output});
  }
  for (std::uint32_t output = 0; output < groups.output_count(); ++output) {
    for (const std::uint32_t leaf : groups.leaves_of(output, 0)) down.insert({leaf, output});
  }
  EXPECT_EQ(up, down);
  EXPECT_EQ(groups.sorted_outputs().size(), groups.output_count());
}

TEST(Groups, AUnitTheCatalogueDroppedStandsForItself) {
  const model::Plan plan = plan_by({kUnit});
  processing::Groups groups(plan.cubes[0], plan);
  EXPECT_EQ(outputs_of(groups, groups.add({{"777"}})), (std::set<Members>{{"777"}}));
  EXPECT_EQ(groups.output(0).unit, model::kNoUnit);
}

TEST(Groups, WithoutDimensionsThereIsOneGroup) {
  const model::Plan plan = plan_by({});
  processing::Groups groups(plan.cubes[0], plan);
  EXPECT_EQ(outputs_of(groups, groups.add({})), (std::set<Members>{{}}));
  EXPECT_EQ(model::group_json(groups.output(0).group), "{}");
}

TEST(Groups, MembersAreWrittenByTheirType) {
  const model::Plan plan = plan_by({kChannel, kNumber, kFlag, kDue, kAmount});
  processing::Groups groups(plan.cubes[0], plan);
  groups.add({{"say \"hi\"", "-3", "true", "2020-01-01T00:00:00+00:00", "1.25"}});
  EXPECT_EQ(model::group_json(groups.output(0).group),
            "{\"channel\":\"say \\\"hi\\\"\",\"number\":-3,\"flag\":true,"
            "\"due\":\"2020-01-01T00:00:00+00:00\",\"amount\":1.25}");
}

}  // namespace
}  // namespace ioc::testing::groups_test
