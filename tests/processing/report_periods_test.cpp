// Periods of reports: names, ends, due times.
#include "processing/report_periods.h"

#include <gtest/gtest.h>

#include "tests/processing/report_kit.h"

namespace ioc::processing::report_periods_test {
namespace {

struct PeriodsTest : ::testing::Test {
  std::string span(const std::string& period, const std::string& label) {
    report.period = period;
    const auto found = ReportPeriods(plan, report).find(label);
    if (!found) return "none";
    EXPECT_EQ(found->label, label);
    const auto day = [&](model::Instant t) { return model::format_day(plan.zone.day_of(t)); };
    return day(found->start) + " " + day({found->end.ms - 1});
  }
  std::string due(const std::string& label) {
    const ReportPeriods periods(plan, report);
    const auto late = periods.due(*periods.find(label), 1);
    return late ? model::format_rfc3339(*late, plan.zone) : "unknown";
  }

  model::Plan plan = kit::report_plan();
  model::ReportPlan report = plan.reports.front();
};

TEST_F(PeriodsTest, AreNamedByTheirLastDay) {
  EXPECT_EQ(span("report-month", "2020-10"), "2020-09-15 2020-10-14");
  EXPECT_EQ(span("report-quarter", "2020-Q4"), "2020-09-15 2020-12-14");
  EXPECT_EQ(span("report-half", "2020-H1"), "2019-12-15 2020-06-14");
  EXPECT_EQ(span("report-half", "2020-H2"), "2020-06-15 2020-12-14");
  EXPECT_EQ(span("report-year", "2020"), "2019-12-15 2020-12-14");
  EXPECT_EQ(span("report-month", "2021-01"), "2020-12-15 2021-01-14");
  EXPECT_EQ(span("month", "2020-02"), "2020-02-01 2020-02-29");
  EXPECT_EQ(span("quarter", "2020-Q1"), "2020-01-01 2020-03-31");
  EXPECT_EQ(span("year", "2020"), "2020-01-01 2020-12-31");
  EXPECT_EQ(span("day", "2020-10-15"), "2020-10-15 2020-10-15");
  EXPECT_EQ(span("week", "2020-W53"), "2020-12-28 2021-01-03");
  EXPECT_EQ(span("week", "2021-W01"), "2021-01-04 2021-01-10");
}

TEST_F(PeriodsTest, OtherNamesAreNone) {
  for (const char* label : {"", "2020", "2020-13", "2020-0", "2020-1", "2020-00", "2020-Q4",
                            "20-10", "2020-10 ", "2020-10-01", "x2020-10", "2020-", "0000-10"}) {
    EXPECT_EQ(span("month", label), "none") << label;
  }
  for (const char* label : {"2020-Q5", "2020-Q0", "2020-H1", "2020-Q", "2020-q4"}) {
    EXPECT_EQ(span("quarter", label), "none") << label;
  }
  EXPECT_EQ(span("report-half", "2020-H3"), "none");
  EXPECT_EQ(span("week", "2021-W53"), "none") << "2021 has 52";
  EXPECT_EQ(span("week", "2020-X53"), "none");
  EXPECT_EQ(span("month", "2019-12"), "none") << "before the first";
}

TEST_F(PeriodsTest, AreListedTheNewestFirst) {
  const auto periods =
      ReportPeriods(plan, report).until(*model::parse_rfc3339("2020-03-01T00:00:00+07:00"), 10);
  ASSERT_EQ(periods.size(), 3U);
  EXPECT_EQ(periods[0].label, "2020-03") << "the one that is running";
  EXPECT_EQ(periods[2].label, "2020-01");
  EXPECT_EQ(ReportPeriods(plan, report)
                .until(*model::parse_rfc3339("2020-03-01T00:00:00+07:00"), 2)
                .size(),
            2U);
}

// October ends on a Saturday; the 3rd of November is a holiday.
TEST_F(PeriodsTest, AreDueThroughTheLastWorkingDay) {
  EXPECT_EQ(due("2020-10"), "2020-11-05T00:00:00+07:00") << "Monday 2nd and Wednesday 4th";
  report.due = {2, false};
  EXPECT_EQ(due("2020-10"), "2020-11-03T00:00:00+07:00");
  report.due = {2, true};
  plan.calendar.reset();
  EXPECT_EQ(due("2020-10"), "unknown");
}

}  // namespace
}  // namespace ioc::processing::report_periods_test
