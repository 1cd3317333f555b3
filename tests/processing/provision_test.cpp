// Who provides what: states, lateness in working days, what is due next (processing/provision.h).
#include "processing/provision.h"

#include <gtest/gtest.h>

#include "tests/processing/report_kit.h"

namespace ioc::processing::provision_test {
namespace {

using model::ProvisionStanding;
using model::ProvisionState;

// Units 502 and 503 provide a.count each working day by the end of the next one. October 2020: the
// 15th is a Thursday, the 17th a Saturday.
struct ProvisionTest : ::testing::Test {
  ProvisionTest() {
    model::ProvisionPlan& provision = plan.provisions.emplace_back();
    provision.id = "p";
    provision.indicator = 0;
    provision.every = "day";
    provision.since = *model::parse_day("2020-10-12");
    provision.due = {1, true};
    provision.units = {1, 2};
    for (const char* window : {"day", "month"}) {
      for (model::IndicatorPlan& indicator : plan.indicators) {
        indicator.windows.emplace_back().text = window;
        indicator.windows.back().kind =
            std::string(window) == "day" ? model::WindowKind::day : model::WindowKind::month;
      }
    }
  }
  void provide(const std::string& unit, const std::string& day, const std::string& value = "3") {
    const model::CivilDay next = *model::parse_day(day) + 1;
    model::Figure figure = kit::figure("a.count", unit, value,
                                       model::format_rfc3339(plan.zone.day_start(next), plan.zone));
    figure.window = "day";
    figures.push_back(figure);
  }
  static model::Instant at(const std::string& text) {
    return *model::parse_rfc3339(text + ":00+07:00");
  }
  std::string days(const ProvisionStanding& standing) {
    std::string out(name_of(standing.state));
    out += ' ' + std::to_string(standing.provided_count) + '/' + std::to_string(standing.due_count);
    for (const std::string& label : standing.missing) out += ' ' + label;
    if (standing.late_since) {
      out += " since " + model::format_day(plan.zone.day_of(*standing.late_since)) + " for " +
             std::to_string(*standing.late_days);
    }
    out += " next " + standing.next;
    return out;
  }
  std::string judged(const std::string& now, std::size_t unit = 0) {
    return days(judge_provision(plan, 0, figures, at(now)).at(unit));
  }

  model::Plan plan = kit::report_plan();
  std::vector<model::Figure> figures;
};

TEST_F(ProvisionTest, NothingIsDueBeforeTheFirstPeriodIsOverAndItsDayIs) {
  EXPECT_EQ(judged("2020-10-12T10:00"), "none 0/0 next 2020-10-12");
  EXPECT_EQ(judged("2020-10-13T23:59"), "none 0/0 next 2020-10-12");
  EXPECT_EQ(judged("2020-10-14T00:00"),
            "late 0/1 2020-10-12 since 2020-10-14 for 1 next 2020-10-13");
}

TEST_F(ProvisionTest, WhatIsThereIsProvidedAndWhatIsDueNextIsTold) {
  provide("502", "2020-10-12");
  provide("502", "2020-10-13");
  EXPECT_EQ(judged("2020-10-14T08:00"), "provided 1/1 next 2020-10-14");
  EXPECT_EQ(judged("2020-10-15T08:00"), "provided 2/2 next 2020-10-14");
  EXPECT_EQ(judged("2020-10-15T08:00", 1),
            "late 0/2 2020-10-13 2020-10-12 since 2020-10-14 for 2 "
            "next 2020-10-14");
}

TEST_F(ProvisionTest, SaturdaysAreNotAskedAndLatenessIsInWorkingDays) {
  for (const char* day : {"2020-10-12", "2020-10-13", "2020-10-14", "2020-10-15"}) {
    provide("502", day);
  }
  EXPECT_EQ(judged("2020-10-18T12:00"), "provided 4/4 next 2020-10-16")
      << "Friday's is due through Monday";
  EXPECT_EQ(judged("2020-10-20T12:00"),
            "late 4/5 2020-10-16 since 2020-10-20 for 1 next 2020-10-19");
  EXPECT_EQ(judged("2020-10-26T12:00").substr(0, 9), "late 4/9 ");
}

TEST_F(ProvisionTest, AnEarlierGapIsToldButIsNotLate) {
  provide("502", "2020-10-12");
  provide("502", "2020-10-14");
  EXPECT_EQ(judged("2020-10-16T08:00"), "gaps 2/3 2020-10-13 next 2020-10-15");
}

TEST_F(ProvisionTest, TooLittleIsNotProvided) {
  plan.provisions[0].at_least = {5, 0};
  provide("502", "2020-10-12", "4");
  EXPECT_EQ(judged("2020-10-14T08:00").substr(0, 8), "late 0/1");
  figures.clear();
  provide("502", "2020-10-12", "5");
  EXPECT_EQ(judged("2020-10-14T08:00").substr(0, 12), "provided 1/1");
}

TEST_F(ProvisionTest, OnlyTheLastTwelvePeriodsAreLookedAt) {
  provide("502", "2020-10-12");
  const std::string judged_then = judged("2020-11-20T08:00");
  EXPECT_EQ(judged_then.substr(0, 10), "late 0/11 ") << "the newest of twelve is not due yet";
  const auto questions = questions_of(plan, plan.provisions[0], at("2020-11-20T08:00"));
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(questions[0].indicator + " " + questions[0].window, "a.count day");
  EXPECT_FALSE(questions[0].public_only);
}

TEST_F(ProvisionTest, PoorQualityIsToldWhenAllIsThere) {
  plan.provisions[0].valid = model::ProvisionQuality{1, "month", {95, 2}};
  provide("502", "2020-10-12");
  model::Figure share = kit::figure("b.share", "502", "0.94", "2020-11-01T00:00:00+07:00");
  share.numerator = "94";
  share.denominator = "100";
  figures.push_back(share);
  EXPECT_EQ(judged("2020-10-14T08:00").substr(0, 8), "poor 1/1");
  figures.back().numerator = "95";
  figures.back().value = "0.95";
  EXPECT_EQ(judged("2020-10-14T08:00").substr(0, 12), "provided 1/1");
  figures.pop_back();
  EXPECT_EQ(judged("2020-10-14T08:00").substr(0, 12), "provided 1/1") << "no figure is no fault";
  EXPECT_EQ(questions_of(plan, plan.provisions[0], at("2020-10-14T08:00")).size(), 2U);
}

TEST_F(ProvisionTest, AUnitThatIsNoMoreIsNotAsked) {
  std::vector<model::Unit> units = plan.units.all();
  units[1].valid_to = model::parse_day("2020-10-13");
  plan.units = model::UnitTree(units);
  const auto standings = judge_provision(plan, 0, figures, at("2020-10-16T08:00"));
  ASSERT_EQ(standings.size(), 1U);
  EXPECT_EQ(standings[0].unit, 2);
}

TEST_F(ProvisionTest, AReportIsProvidedOncePublished) {
  model::ProvisionPlan& provision = plan.provisions[0];
  provision.indicator = -1;
  provision.report = "r";
  provision.every = "month";
  const auto slot = [](const std::string& period, const std::string& due, int revision) {
    model::ReportSlot made;
    made.summary.name = {"r", "502", period};
    made.summary.revision = revision;
    made.due = due;
    return made;
  };
  const std::vector<model::ReportSlot> slots = {slot("2020-11", "2020-12-03T00:00:00+07:00", 0),
                                                slot("2020-10", "2020-11-05T00:00:00+07:00", 0),
                                                slot("2020-09", "2020-10-03T00:00:00+07:00", 1)};
  const auto standings = judge_report_provision(plan, 0, {}, slots, at("2020-11-09T08:00"));
  EXPECT_EQ(days(standings.at(0)), "late 1/2 2020-10 since 2020-11-05 for 3 next 2020-11");
  EXPECT_EQ(days(standings.at(1)), "none 0/0 next ") << "no slots of 503";
}

}  // namespace
}  // namespace ioc::processing::provision_test
