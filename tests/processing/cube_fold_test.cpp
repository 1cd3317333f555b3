// A fold's rows beside a plain sum over its events, for the shapes of time and group that take
// different ways through the fold.
#include "processing/cube_fold.h"

#include <gtest/gtest.h>

#include <map>

#include "model/partials.h"
#include "tests/processing/world.h"

namespace ioc::testing::cube_fold_test {
namespace {

using model::kDayMs;
using model::kMinuteMs;
using processing::PartitionFold;

constexpr std::int64_t kBegin = 1'600'000'000'000;

model::Plan plan_with(std::vector<Field> by, model::WindowPlan window, int filter) {
  std::vector<model::Unit> units(3);
  for (std::size_t i = 0; i < units.size(); ++i) units[i].code = "u" + std::to_string(i);
  PlanBuilder builder(test_zones()[2], units);
  builder.add_stream(4000 * kDayMs, 0, false);
  IndicatorSpec spec;
  spec.id = "x";
  spec.by = std::move(by);
  spec.measure = model::Measure::sum;
  spec.filter = filter;
  spec.value = 0;
  spec.windows = {std::move(window)};
  builder.add(spec);
  return builder.build();
}

// By group and pane: (count, sum).
using Rows = std::map<std::pair<std::vector<std::string>, std::int64_t>,
                      std::pair<std::int64_t, std::int64_t>>;

Rows rows_of(PartitionFold& fold) {
  static std::vector<model::GroupKey> groups;
  const processing::PartitionChange change = fold.take();
  groups = change.cubes[0].groups;
  Rows rows;
  for (std::size_t i = 0; i < change.cubes[0].rows.size(); ++i) {
    const processing::RowKey& key = change.cubes[0].rows.key(i);
    const std::int64_t* row = change.cubes[0].rows.row(i);
    if (row[1] != 0) {
      rows[{groups[key.group].members, key.pane}] = {
          row[1], static_cast<std::int64_t>(model::load_wide(row + 2))};
    }
  }
  return rows;
}

void check(const std::vector<Field>& by, const model::WindowPlan& window, int filter,
           std::int64_t span_ms) {
  const model::Plan plan = plan_with(by, window, filter);
  PartitionFold fold(plan, 0, {});
  Random random(static_cast<std::uint64_t>(span_ms) + by.size());
  const std::vector<Filter> filters = filter_pool();
  Rows expected;
  std::vector<model::Refusal> refused;
  for (int b = 0; b < 5; ++b) {
    std::vector<Event> events(300);
    for (Event& event : events) {
      event.time_ms = kBegin + random.between(0, span_ms);
      if (random.chance(90)) event.unit = static_cast<model::UnitIndex>(random.between(0, 2));
      if (random.chance(90)) event.channel = random.chance(50) ? "online" : "";
      if (random.chance(90)) event.number = random.between(-1, 1);
      if (random.chance(90)) event.amount = random.between(-100, 5000);
      if (random.chance(90)) event.flag = random.chance(50);
      if (!event.amount) continue;
      if (filter >= 0 && !filters[static_cast<std::size_t>(filter)].holds(event)) continue;
      std::vector<std::string> members;
      for (const Field f : by) {
        if (f == kUnit && event.unit) members.push_back("u" + std::to_string(*event.unit));
        if (f == kChannel && event.channel) members.push_back(*event.channel);
        if (f == kNumber && event.number) members.push_back(std::to_string(*event.number));
        if (f == kFlag && event.flag) members.push_back(*event.flag ? "true" : "false");
      }
      if (members.size() != by.size()) continue;
      const model::TierPlan& tier = plan.cubes[0].tiers[0];
      auto& [count, sum] =
          expected[{members, processing::pane_of(tier, plan.zone, model::Instant{event.time_ms})}];
      ++count;
      sum += *event.amount;
    }
    fold.fold(batch_of(events), {}, refused);
  }
  EXPECT_TRUE(refused.empty());
  EXPECT_EQ(rows_of(fold), expected);
}

TEST(CubeFold, AddsEachEventToTheRowOfItsGroupAndPane) {
  const std::vector<std::vector<Field>> groupings = {
      {}, {kUnit}, {kChannel}, {kUnit, kChannel}, {kNumber, kFlag}};
  for (const auto& by : groupings) {
    for (const int filter : {-1, 0, 2}) {
      SCOPED_TRACE(::testing::Message() << by.size() << " dimensions, filter " << filter);
      check(by, tumbling(kMinuteMs), filter, 10);                            // one pane
      check(by, tumbling(kMinuteMs), filter, 90 * kMinuteMs);                // many
      check(by, tumbling(kMinuteMs), filter, UINT32_MAX + 5LL * kMinuteMs);  // too far for 32 bits
      check(by, calendar(model::WindowKind::day), filter, 30 * kDayMs);
    }
  }
}

// The multiplication that stands for a division, at the ends of panes.
TEST(CubeFold, EventsOnTheBoundsOfPanesFallIntoTheLaterOne) {
  for (const std::int64_t width : {1000LL, 7LL * 1000, 3'600'000LL, 250LL, 3LL}) {
    const model::Plan plan = plan_with({}, tumbling(model::kDayMs), -1);
    model::Plan narrow = plan;
    narrow.cubes[0].tiers = {{model::Tier::fine, width, 1 % width, 0}};
    PartitionFold fold(narrow, 0, {});
    std::vector<Event> events(1000);
    Random random(static_cast<std::uint64_t>(width));
    for (Event& event : events) {
      const std::int64_t pane = random.between(0, 4'000'000'000 / width);
      event.time_ms = kBegin - kBegin % width + 1 % width + pane * width + random.between(-1, 1);
      event.amount = 1;
    }
    std::vector<model::Refusal> refused;
    fold.fold(batch_of(events), {}, refused);
    std::map<std::int64_t, std::int64_t> expected;
    for (const Event& event : events) {
      ++expected[model::floor_div(event.time_ms - 1 % width, width)];
    }
    std::map<std::int64_t, std::int64_t> ours;
    for (const auto& [key, row] : rows_of(fold)) ours[key.second] = row.first;
    EXPECT_EQ(ours, expected) << width;
  }
}

}  // namespace
}  // namespace ioc::testing::cube_fold_test
