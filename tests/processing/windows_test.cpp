#include "processing/windows.h"

#include <gtest/gtest.h>

#include "processing/pane_grid.h"
#include "tests/processing/oracle.h"
#include "tests/processing/world.h"

namespace ioc::testing::windows_test {
namespace {

using model::Instant;
using model::kDayMs;
using model::kHourMs;
using model::kMinuteMs;
using model::WindowKind;
using processing::pane_of;
using processing::pane_start;
using processing::WindowGrid;

std::vector<model::WindowPlan> windows() {
  return {sliding(kHourMs, kMinuteMs),
          sliding(kHourMs + 30 * kMinuteMs, kHourMs),
          sliding(7 * kHourMs, 2 * kHourMs),
          sliding(10 * kMinuteMs, 30 * kMinuteMs),  // leaves gaps
          sliding(7 * kDayMs, kDayMs),
          sliding(3 * kDayMs, 36 * kHourMs),
          tumbling(kHourMs),
          tumbling(6 * kHourMs),
          tumbling(2 * kDayMs),
          calendar(WindowKind::day),
          calendar(WindowKind::week),
          calendar(WindowKind::month),
          calendar(WindowKind::quarter),
          calendar(WindowKind::year),
          calendar(WindowKind::report_month),
          calendar(WindowKind::report_quarter),
          calendar(WindowKind::report_half),
          calendar(WindowKind::report_year)};
}

// The tier the catalogue would take.
model::TierPlan tier_of(const model::WindowPlan& window, const model::Zone& zone) {
  PlanBuilder builder(zone, {model::Unit{}});
  builder.add_stream(kDayMs, 0);
  IndicatorSpec spec;
  spec.id = "x";
  spec.windows = {window};
  builder.add(spec);
  const model::Plan plan = builder.build();
  const auto tier = static_cast<std::size_t>(plan.indicators[0].windows[0].tier);
  return plan.cubes[0].tiers[tier];
}

// Every question, beside a list of all windows, around both changes of the clocks.
TEST(WindowGrid, AgreesWithTheListOfAllWindowsInEveryZone) {
  Random random(11);
  for (const model::Zone& zone : test_zones()) {
    for (const char* around : {"2020-03-29T02:00:00Z", "2020-10-25T02:00:00Z"}) {
      const std::int64_t middle = model::parse_rfc3339(around)->ms;
      for (const model::WindowPlan& window : windows()) {
        SCOPED_TRACE(zone.name() + ' ' + window.text + ' ' + around);
        const model::TierPlan tier = tier_of(window, zone);
        const WindowGrid grid(window, tier, zone);
        const std::int64_t reach = (of_panes(window) ? 20 : 1200) * kDayMs;
        const auto all = all_windows(window, zone, middle - reach, middle + reach);
        const auto after = [&](std::int64_t t) {
          return std::upper_bound(all.begin(), all.end(), std::pair{t, INT64_MAX});
        };
        for (int i = 0; i < 400; ++i) {
          std::int64_t t = middle + random.between(-3 * kDayMs, 3 * kDayMs);
          if (random.chance(50)) t -= t % kHourMs;
          if (random.chance(20)) t -= 1;
          const auto next = after(t);
          ASSERT_EQ(grid.next_end(Instant{t}).ms, next->first) << t;
          ASSERT_EQ(grid.last_end_until(Instant{t}).ms, std::prev(next)->first) << t;
          ASSERT_EQ(grid.start_of(Instant{next->first}).ms, next->second) << t;

          const processing::PaneRange range = grid.panes_of(Instant{next->first});
          ASSERT_EQ(pane_start(tier, zone, range.first).ms, next->second);
          ASSERT_EQ(pane_start(tier, zone, range.end).ms, next->first);

          const std::int64_t pane = pane_of(tier, zone, Instant{t});
          const std::int64_t begin = pane_start(tier, zone, pane).ms;
          const std::int64_t end = pane_start(tier, zone, pane + 1).ms;
          ASSERT_LE(begin, t);
          ASSERT_LT(t, end);
          std::vector<std::int64_t> holding;
          std::int64_t first_from = 0;
          for (auto at = after(begin); at != all.end() && at->first <= begin + reach; ++at) {
            if (at->second <= begin && at->first >= end) holding.push_back(at->first);
            if (first_from == 0 && at->second >= begin) first_from = at->first;
          }
          ASSERT_EQ(grid.first_end_from(pane).ms, first_from) << t;
          if (holding.empty()) {
            ASSERT_LT(grid.last_end_with(pane), grid.first_end_with(pane)) << t;
          } else {
            ASSERT_EQ(grid.first_end_with(pane).ms, holding.front()) << t;
            ASSERT_EQ(grid.last_end_with(pane).ms, holding.back()) << t;
          }
        }
      }
    }
  }
}

TEST(WindowGrid, DaysOfTwentyThreeAndTwentyFiveHoursAreOneWindowEach) {
  const model::Zone zone = test_zones()[2];
  const model::WindowPlan day = calendar(WindowKind::day);
  const model::TierPlan tier{model::Tier::day, 0, 0, 0};
  const WindowGrid grid(day, tier, zone);
  const auto length = [&](const char* noon) {
    const Instant end = grid.next_end(*model::parse_rfc3339(noon));
    return (end.ms - grid.start_of(end).ms) / kHourMs;
  };
  EXPECT_EQ(length("2020-03-29T12:00:00Z"), 23);
  EXPECT_EQ(length("2020-10-25T12:00:00Z"), 25);
  EXPECT_EQ(length("2020-06-25T12:00:00Z"), 24);
}

TEST(WindowGrid, ReportingPeriodsRunFromTheReportingDayToItsEve) {
  const model::Zone zone = test_zones()[0];
  const model::TierPlan tier{model::Tier::day, 0, 0, 0};
  const auto period = [&](WindowKind kind, const char* noon, int report_day = 15) {
    model::WindowPlan window = calendar(kind);
    window.report_day = report_day;
    const WindowGrid grid(window, tier, zone);
    const Instant end = grid.next_end(*model::parse_rfc3339(noon));
    return model::format_day(zone.day_of(grid.start_of(end))) + ' ' +
           model::format_day(zone.day_of(Instant{end.ms - 1}));
  };
  const char* const last = "2020-03-14T23:59:59+07:00";
  const char* const first = "2020-03-15T00:00:00+07:00";
  EXPECT_EQ(period(WindowKind::report_month, last), "2020-02-15 2020-03-14");
  EXPECT_EQ(period(WindowKind::report_month, first), "2020-03-15 2020-04-14");
  EXPECT_EQ(period(WindowKind::report_quarter, last), "2019-12-15 2020-03-14");
  EXPECT_EQ(period(WindowKind::report_quarter, first), "2020-03-15 2020-06-14");
  EXPECT_EQ(period(WindowKind::report_half, last), "2019-12-15 2020-06-14");
  EXPECT_EQ(period(WindowKind::report_half, "2020-06-15T00:00:00+07:00"), "2020-06-15 2020-12-14");
  EXPECT_EQ(period(WindowKind::report_year, last), "2019-12-15 2020-12-14");
  EXPECT_EQ(period(WindowKind::report_year, "2020-12-15T00:00:00+07:00"), "2020-12-15 2021-12-14");
  EXPECT_EQ(period(WindowKind::report_month, first, 26), "2020-02-26 2020-03-25");
}

TEST(WindowGrid, SinceBeginsWithItsDayAndHoldsTheDayUnderWay) {
  const model::Zone zone = test_zones()[0];
  const model::WindowPlan window = since(*model::parse_day("2020-01-01"));
  const model::TierPlan tier{model::Tier::day, 0, 0, 0};
  const WindowGrid grid(window, tier, zone);
  const Instant now = *model::parse_rfc3339("2020-03-05T10:00:00+07:00");
  EXPECT_EQ(grid.start_of(now), *model::parse_rfc3339("2020-01-01T00:00:00+07:00"));
  const processing::PaneRange range = grid.panes_of(grid.next_end(now));
  EXPECT_EQ(range.first, *model::parse_day("2020-01-01"));
  EXPECT_EQ(range.end, *model::parse_day("2020-03-06"));
  const Instant before = *model::parse_rfc3339("2019-03-05T10:00:00+07:00");
  const processing::PaneRange none = grid.panes_of(grid.next_end(before));
  EXPECT_EQ(none.first, none.end);
}

}  // namespace
}  // namespace ioc::testing::windows_test
