// Who shares what: cubes, slots, filters, tiers.
#include "catalog/cubes.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::cubes_test {
namespace {

using kit::indicator;
using kit::load_indicators;
using model::kDayMs;
using model::kHourMs;
using model::kMinuteMs;
using model::Slot;
using model::SlotKind;
using model::Tier;

model::Plan plan_of(const std::string& indicators, std::string_view zone = "Asia/Ho_Chi_Minh") {
  Loaded loaded = load_indicators(indicators, zone);
  EXPECT_TRUE(loaded.plan) << kit::rendered(loaded);
  return loaded.plan ? std::move(*loaded.plan) : model::Plan();
}
const model::IndicatorPlan& named(const model::Plan& plan, std::string_view id) {
  for (const model::IndicatorPlan& i : plan.indicators) {
    if (i.id == id) return i;
  }
  ADD_FAILURE() << id;
  return plan.indicators.front();
}
const Slot& count_slot(const model::Plan& plan, std::string_view id) {
  const model::IndicatorPlan& i = named(plan, id);
  return plan.cubes[static_cast<std::size_t>(i.cube)].slots[static_cast<std::size_t>(i.count_slot)];
}
const Slot& value_slot(const model::Plan& plan, std::string_view id) {
  const model::IndicatorPlan& i = named(plan, id);
  return plan.cubes[static_cast<std::size_t>(i.cube)].slots[static_cast<std::size_t>(i.value_slot)];
}
std::string filter(const model::Plan& plan, const Slot& slot) {
  return slot.filter < 0 ? ""
                         : plan.streams[0].filters[static_cast<std::size_t>(slot.filter)].canonical;
}

const std::string kByUnit = "by = [\"unit\"]\nwindows = [\"sliding 60m every 1m\", \"day\"]\n";

TEST(Cubes, SharesACubeAmongEqualDimensionsAndPanes) {
  const model::Plan plan = plan_of(
      indicator("a", "measure = \"count\"\n" + kByUnit) +
      indicator("b", "measure = \"count\"\nwhere = \"status == 2\"\n" + kByUnit) +
      indicator("c", "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"month\"]") +
      indicator("d", "measure = \"count\"\nby = [\"channel\"]\nwindows = [\"month\"]") +
      indicator("e", "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"tumbling 15m\"]") +
      indicator("f", "measure = \"count\"\nby = [\"unit\", \"channel\"]\nwindows = [\"day\"]") +
      indicator("g", "measure = \"count\"\nby = [\"channel\", \"unit\"]\nwindows = [\"day\"]"));
  EXPECT_EQ(named(plan, "a").cube, named(plan, "b").cube);
  EXPECT_EQ(named(plan, "a").cube, named(plan, "c").cube) << "days join the first such cube";
  EXPECT_NE(named(plan, "a").cube, named(plan, "d").cube);
  EXPECT_NE(named(plan, "a").cube, named(plan, "e").cube) << "another pane";
  EXPECT_NE(named(plan, "f").cube, named(plan, "g").cube) << "members stand in another order";
  EXPECT_EQ(plan.cubes.size(), 5u);
  EXPECT_EQ(plan.streams[0].cubes.size(), 5u);
}

TEST(Cubes, CountsEqualThingsOnce) {
  const model::Plan plan =
      plan_of(indicator("a", "measure = \"count\"\nwhere = \"status == 2\"\n" + kByUnit) +
              indicator("b", "measure = \"share(signed)\"\nwhere = \"(status == 2)\"\n" + kByUnit) +
              indicator("c", "measure = \"count\"\nwhere = \"status==2 && signed\"\n" + kByUnit));
  ASSERT_EQ(plan.cubes.size(), 1u);
  EXPECT_EQ(plan.cubes[0].slots.size(), 2u);
  EXPECT_EQ(plan.streams[0].filters.size(), 2u);
  EXPECT_EQ(named(plan, "a").count_slot, named(plan, "b").count_slot);
  EXPECT_EQ(named(plan, "b").value_slot, named(plan, "c").count_slot);
  EXPECT_EQ(filter(plan, value_slot(plan, "b")), "((status == 2) && signed)");
}

TEST(Cubes, CountsAShareWithoutConditionOverEverything) {
  const model::Plan plan = plan_of(indicator("a", "measure = \"share(signed)\"\n" + kByUnit));
  EXPECT_EQ(count_slot(plan, "a").filter, -1);
  EXPECT_EQ(filter(plan, value_slot(plan, "a")), "signed");
  EXPECT_EQ(value_slot(plan, "a").kind, SlotKind::count);
}

TEST(Cubes, CountsOnlyContributionsWithAValue) {
  const model::Plan plan =
      plan_of(indicator("a", "measure = \"sum(fee)\"\nwhere = \"status == 2\"\n" + kByUnit) +
              indicator("b", "measure = \"mean(fee)\"\nwhere = \"status == 2\"\n" + kByUnit) +
              indicator("c", "measure = \"min(fee)\"\nwhere = \"status == 2\"\n" + kByUnit) +
              indicator("d", "measure = \"max(fee + 1)\"\n" + kByUnit) +
              indicator("e", "measure = \"count\"\n" + kByUnit));
  EXPECT_EQ(value_slot(plan, "a").kind, SlotKind::sum);
  EXPECT_EQ(named(plan, "a").value_slot, named(plan, "b").value_slot);
  EXPECT_EQ(value_slot(plan, "c").kind, SlotKind::minimum);
  EXPECT_EQ(value_slot(plan, "d").kind, SlotKind::maximum);
  EXPECT_EQ(count_slot(plan, "a").value, value_slot(plan, "a").value);
  EXPECT_EQ(named(plan, "a").count_slot, named(plan, "c").count_slot);
  EXPECT_EQ(count_slot(plan, "e").value, -1);
  EXPECT_EQ(named(plan, "e").value_slot, -1);
  EXPECT_EQ(plan.streams[0].values.size(), 2u);
}

TEST(Cubes, LaysSlotsSideBySideWithoutGaps) {
  const model::Plan plan = plan_of(indicator("a", "measure = \"sum(fee)\"\n" + kByUnit) +
                                   indicator("b", "measure = \"max(fee)\"\n" + kByUnit) +
                                   indicator("c", "measure = \"count\"\n" + kByUnit));
  int word = 1;
  for (const Slot& slot : plan.cubes[0].slots) {
    EXPECT_EQ(slot.word, word);
    word += model::words_of(slot.kind);
  }
  EXPECT_EQ(plan.cubes[0].row_words, word);
  EXPECT_EQ(plan.cubes[0].row_words, 6);
}

TEST(Cubes, GivesEachDigestACubeOfItsOwn) {
  const model::Plan plan =
      plan_of(indicator("a", "measure = \"distinct(channel)\"\n" + kByUnit) +
              indicator("b", "measure = \"distinct( channel )\"\n" + kByUnit) +
              indicator("c", "measure = \"distinct(channel)\"\nwhere = \"signed\"\n" + kByUnit) +
              indicator("d", "measure = \"last(channel)\"\n" + kByUnit) +
              indicator("e", "measure = \"distinct(fee)\"\n" + kByUnit) +
              indicator("f", "measure = \"count\"\n" + kByUnit));
  ASSERT_EQ(plan.cubes.size(), 5u);
  EXPECT_EQ(named(plan, "a").cube, named(plan, "b").cube);
  for (const char* id : {"a", "c", "d", "e"}) {
    const model::CubePlan& cube = plan.cubes[static_cast<std::size_t>(named(plan, id).cube)];
    EXPECT_EQ(cube.dimensions.size(), 1u) << "nothing is hidden";
    EXPECT_EQ(cube.row_words, 2);
    EXPECT_EQ(cube.digest_slot, named(plan, id).value_slot);
    EXPECT_EQ(count_slot(plan, id).value, value_slot(plan, id).value);
  }
  EXPECT_EQ(value_slot(plan, "a").kind, SlotKind::distinct);
  EXPECT_EQ(value_slot(plan, "d").kind, SlotKind::latest);
  EXPECT_FALSE(plan.cubes[static_cast<std::size_t>(named(plan, "f").cube)].has_digests());
}

TEST(Cubes, OnlyALastAsksForTheOrderOfEvents) {
  EXPECT_TRUE(
      plan_of(indicator("a", "measure = \"last(fee)\"\n" + kByUnit)).streams[0].orders_events());
  EXPECT_FALSE(plan_of(indicator("a", "measure = \"distinct(fee)\"\n" + kByUnit))
                   .streams[0]
                   .orders_events());
}

TEST(Cubes, MarksOnlyFieldsThatSomethingReads) {
  const model::Plan plan =
      plan_of(indicator("a", "measure = \"sum(fee)\"\nwhere = \"has(due)\"\n" + kByUnit));
  std::string used;
  for (const model::FieldPlan& field : plan.streams[0].fields) {
    if (field.used) used += field.name + " ";
  }
  EXPECT_EQ(used, "due fee unit ");
  EXPECT_TRUE(plan.streams[0].remembers_ids);
}

TEST(Cubes, KeepsTiersFinestFirstAndLongEnough) {
  const model::Plan plan = plan_of(
      indicator("a", "measure = \"count\"\nwindows = [\"sliding 60m every 1m\"]") +
      indicator("b",
                "measure = \"count\"\nwindows = [\"day\", \"tumbling 1m\", \"sliding 48h every "
                "6h\", \"year\"]"));
  ASSERT_EQ(plan.cubes.size(), 1u);
  const std::vector<model::TierPlan>& tiers = plan.cubes[0].tiers;
  ASSERT_EQ(tiers.size(), 3u);
  EXPECT_EQ(tiers[0].tier, Tier::fine);
  EXPECT_EQ(tiers[0].width_ms, kMinuteMs);
  EXPECT_EQ(tiers[0].keep_ms, (7 + 2 + 1) * kDayMs) << "lateness, longest window, a day";
  EXPECT_EQ(tiers[1].tier, Tier::hour);
  EXPECT_EQ(tiers[1].width_ms, kHourMs);
  EXPECT_EQ(tiers[1].keep_ms, 400 * kDayMs);
  EXPECT_EQ(tiers[2].tier, Tier::day);
  EXPECT_EQ(tiers[2].keep_ms, 0);
  std::string used;
  for (const model::WindowPlan& w : named(plan, "b").windows) used += std::to_string(w.tier);
  EXPECT_EQ(used, "2012");
  EXPECT_EQ(named(plan, "a").windows[0].tier, 0);
}

TEST(Cubes, GivesDaysOnlyADayTier) {
  const model::Plan plan = plan_of(indicator("a", "measure = \"count\"\nwindows = [\"month\"]"));
  ASSERT_EQ(plan.cubes[0].tiers.size(), 1u);
  EXPECT_EQ(plan.cubes[0].tiers[0].tier, Tier::day);
}

TEST(Cubes, PhasesPanesByTheZone) {
  const std::string hourly = indicator("a", "measure = \"count\"\nwindows = [\"tumbling 1h\"]");
  const model::TierPlan kolkata = plan_of(hourly, "Asia/Kolkata").cubes[0].tiers[0];
  EXPECT_EQ(kolkata.width_ms, kHourMs);
  EXPECT_EQ(kolkata.phase_ms, 30 * kMinuteMs);
  const model::TierPlan kathmandu = plan_of(hourly, "Asia/Kathmandu").cubes[0].tiers[0];
  EXPECT_EQ(kathmandu.width_ms, 15 * kMinuteMs);
  EXPECT_EQ(kathmandu.phase_ms, 0);
  const model::TierPlan berlin = plan_of(hourly, "Europe/Berlin").cubes[0].tiers[0];
  EXPECT_EQ(berlin.width_ms, kHourMs);
  EXPECT_EQ(berlin.phase_ms, 0);
}

TEST(Cubes, SortsIndicatorsById) {
  const std::string day = "measure = \"count\"\nwindows = [\"day\"]";
  const model::Plan plan = plan_of(indicator("b", day) + indicator("c", day) + indicator("a", day));
  EXPECT_EQ(plan.indicators[0].id, "a");
  EXPECT_EQ(plan.indicators[2].id, "c");
}

}  // namespace
}  // namespace ioc::catalog::cubes_test
