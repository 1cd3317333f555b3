// Windows, and the grains of time they need in several zones.
#include "catalog/windows.h"

#include <gtest/gtest.h>

#include "catalog/time_zone.h"
#include "kit.h"

namespace ioc::catalog::windows_test {
namespace {

using model::kDayMs;
using model::kHourMs;
using model::kMinuteMs;
using model::Tier;
using model::WindowKind;

std::optional<model::WindowPlan> read(const std::string& text, std::string* told = nullptr) {
  const Source source("a.toml", "\"" + text + "\"");
  Report report;
  auto window = read_window({text, {&source, {1, 1, 1}}}, report);
  const std::vector<Diagnostic> faults = report.take();
  EXPECT_EQ(window.has_value(), faults.empty());
  if (told != nullptr && !faults.empty()) {
    *told = std::to_string(faults[0].column - 1) + "-" + std::to_string(faults[0].caret_length) +
            " " + faults[0].code + ": " + faults[0].text;
  }
  return window;
}
std::string told(const std::string& text) {
  std::string out;
  EXPECT_FALSE(read(text, &out));
  return out;
}

model::Zone zone(const std::string& name) {
  const Source source("a.toml", name);
  Report report;
  return *read_time_zone({name, {&source, {}}}, report);
}
Layout layout(const std::vector<std::string>& texts, const std::string& zone_name) {
  std::vector<model::WindowPlan> windows;
  for (const std::string& text : texts) windows.push_back(*read(text));
  return layout_of(windows, zone(zone_name));
}

TEST(Windows, ReadsAllForms) {
  const auto sliding = read("sliding 60m every 1m");
  EXPECT_EQ(sliding->kind, WindowKind::sliding);
  EXPECT_EQ(sliding->length_ms, kHourMs);
  EXPECT_EQ(sliding->slide_ms, kMinuteMs);
  EXPECT_EQ(sliding->text, "sliding 60m every 1m");
  const auto tumbling = read("tumbling 15m");
  EXPECT_EQ(tumbling->kind, WindowKind::tumbling);
  EXPECT_EQ(tumbling->slide_ms, 15 * kMinuteMs);
  EXPECT_EQ(read("day")->kind, WindowKind::day);
  EXPECT_EQ(read("week")->kind, WindowKind::week);
  EXPECT_EQ(read("month")->kind, WindowKind::month);
  EXPECT_EQ(read("quarter")->kind, WindowKind::quarter);
  EXPECT_EQ(read("year")->kind, WindowKind::year);
  EXPECT_EQ(read("report-month")->kind, WindowKind::report_month);
  EXPECT_EQ(read("report-quarter")->kind, WindowKind::report_quarter);
  EXPECT_EQ(read("report-half")->kind, WindowKind::report_half);
  EXPECT_EQ(read("report-year")->kind, WindowKind::report_year);
  EXPECT_EQ(read("report-year")->report_day, 15);
  EXPECT_EQ(read("since 2020-01-01")->since, 18262);
  EXPECT_EQ(read("since 1945-09-02")->since, -8887);
}

TEST(Windows, TakesLengthsThatAreNoMultipleOfTheSlide) {
  EXPECT_TRUE(read("sliding 7m every 2m"));
  EXPECT_TRUE(read("tumbling 7d"));
}

TEST(Windows, TellsEachFaultAtItsWord) {
  EXPECT_EQ(told("slidin 1h every 1m"), "1-6 bad-window: unknown window 'slidin'");
  EXPECT_EQ(told("sliding 1h evry 1m"), "12-4 bad-window: 'every' should stand here, not 'evry'");
  EXPECT_EQ(told("sliding 1x every 1m"), "9-2 bad-span: '1x' is not a length of time");
  EXPECT_EQ(told("sliding 0s every 1m"), "9-2 bad-span: '0s' is not a length of time");
  EXPECT_EQ(told("sliding 1h every 7m"), "18-2 bad-window: '7m' does not divide 24 hours");
  EXPECT_EQ(told("tumbling 50m"), "10-3 bad-window: '50m' does not divide 24 hours");
  EXPECT_EQ(told("day 1"), "5-1 bad-window: unexpected '1' after the window");
  EXPECT_EQ(told("since 2020-02-30"), "7-10 bad-window: '2020-02-30' is not a date");
  EXPECT_EQ(told("since 0000-01-01"), "7-10 bad-window: '0000-01-01' is not a date");
  EXPECT_EQ(told("since").substr(0, 25), "0-1 bad-window: the date ");
  EXPECT_EQ(told("sliding 1h").substr(0, 15), "0-1 bad-window:");
}

TEST(Windows, BoundsLengthBySlide) {
  EXPECT_TRUE(read("sliding 100s every 1ms"));
  EXPECT_EQ(told("sliding 101s every 1ms"),
            "20-3 bad-window: the length is more than 100000 times the slide");
}

TEST(Layout, TakesTheLargestPaneThatDividesAllWindows) {
  EXPECT_EQ(layout({"sliding 60m every 1m"}, "Asia/Ho_Chi_Minh").fine_ms, kMinuteMs);
  EXPECT_EQ(layout({"tumbling 15m", "sliding 1h every 10m"}, "Asia/Ho_Chi_Minh").fine_ms,
            5 * kMinuteMs);
  EXPECT_EQ(layout({"sliding 7m every 2m"}, "Asia/Ho_Chi_Minh").fine_ms, kMinuteMs);
  EXPECT_EQ(layout({"day", "month"}, "Asia/Ho_Chi_Minh").fine_ms, 0);
}

TEST(Layout, NeverLetsAPaneCrossAChangeOfTheClock) {
  EXPECT_EQ(layout({"tumbling 6h"}, "UTC").fine_ms, 6 * kHourMs);
  EXPECT_EQ(layout({"tumbling 6h"}, "Europe/Berlin").fine_ms, kHourMs);
  EXPECT_EQ(layout({"tumbling 6h"}, "Asia/Kathmandu").fine_ms, 15 * kMinuteMs);  // 5:30, then 5:45
  EXPECT_EQ(layout({"tumbling 6h"}, "Australia/Lord_Howe").fine_ms, 30 * kMinuteMs);
}

TEST(Layout, NeverLetsAPaneCrossAnHourOrADay) {
  EXPECT_EQ(layout({"tumbling 16m"}, "UTC").fine_ms, 4 * kMinuteMs);
  EXPECT_EQ(layout({"tumbling 36h"}, "UTC").fine_ms, 12 * kHourMs);
}

TEST(Layout, GivesWindowsOfWholeHoursAnHourTier) {
  const Layout both =
      layout({"sliding 60m every 1m", "sliding 24h every 1h", "day"}, "Asia/Ho_Chi_Minh");
  EXPECT_TRUE(both.hour);
  EXPECT_EQ(both.tier_of, (std::vector<Tier>{Tier::fine, Tier::hour, Tier::day}));
  EXPECT_EQ(both.longest_ms, kDayMs);
  EXPECT_FALSE(layout({"tumbling 2h"}, "UTC").hour) << "the fine tier is wide enough itself";
  EXPECT_FALSE(layout({"tumbling 1h", "tumbling 1m"}, "Asia/Kathmandu").hour)
      << "hours from one midnight do not meet those from another";
}

TEST(Layout, BeginsAPaneAtEveryLocalMidnight) {
  for (const char* name : {"Asia/Ho_Chi_Minh", "Europe/Berlin", "Asia/Kolkata", "Asia/Kathmandu",
                           "Australia/Lord_Howe", "America/St_Johns", "UTC"}) {
    const model::Zone at = zone(name);
    for (const std::int64_t wanted : {kMinuteMs, 15 * kMinuteMs, kHourMs, 6 * kHourMs}) {
      const std::int64_t width = at.common_width_ms(wanted);
      const std::int64_t phase = phase_ms(at, width);
      for (model::CivilDay day = 18'000; day < 18'800; ++day) {
        EXPECT_EQ(model::floor_mod(at.day_start(day).ms - phase, width), 0) << name << " " << day;
      }
    }
  }
  EXPECT_EQ(phase_ms(zone("Asia/Kolkata"), kHourMs), 30 * kMinuteMs);
  EXPECT_EQ(phase_ms(zone("Asia/Kathmandu"), kHourMs), 15 * kMinuteMs);
  EXPECT_EQ(phase_ms(zone("Asia/Ho_Chi_Minh"), kHourMs), 0);
}

}  // namespace
}  // namespace ioc::catalog::windows_test
