// How conclusions stand and who may know of them (serving/conclusion_list.h).
#include "serving/conclusion_list.h"

#include "support.h"

namespace ioc::serving::conclusion_list_test {
namespace {

using model::CivilDay;
using model::Conclusion;
using model::ConclusionState;
using model::Role;
using testing::Json;

const CivilDay kFriday = *model::parse_day("2020-10-16");

// Monday to Friday from 07:00 to 17:00, but for a holiday on Monday the 19th.
model::WorkCalendar calendar(const model::Plan& plan) {
  model::WorkRules rules;
  rules.root = plan.root_unit;
  model::WorkWeek week;
  for (int day = 0; day < 5; ++day)
    week.days[static_cast<std::size_t>(day)] = {model::WorkSpan{420, 1020}};
  rules.own[plan.root_unit] = {week};
  rules.holidays = {*model::parse_day("2020-10-19")};
  return {rules, plan.units, plan.zone};
}

struct ConclusionListTest : ::testing::Test {
  ConclusionListTest() { plan.calendar.emplace(calendar(plan)); }

  Conclusion conclusion(const std::string& id, CivilDay due, const std::string& owner = "502") {
    Conclusion made;
    made.id = id;
    made.task = "Nhiệm vụ " + id;
    made.owner = owner;
    made.due = due;
    made.noted = noon(kFriday - 10);
    made.noted_by_name = "Chủ tịch";
    made.figure = model::ConclusionFigure{"c.secret", "day", owner, testing::kNow};
    return made;
  }
  Conclusion closed(Conclusion made, ConclusionState state, CivilDay day) {
    made.state = state;
    made.closed = noon(day);
    made.closed_by_name = "Văn phòng";
    return made;
  }
  model::Instant noon(CivilDay day) const {
    return {plan.zone.day_start(day).ms + 12 * model::kHourMs};
  }
  ConclusionStanding on(const Conclusion& conclusion, CivilDay day) const {
    return *stand(plan, conclusion, noon(day));
  }

  model::Plan plan = testing::make_plan();
};

TEST_F(ConclusionListTest, ItsLastDayIsInTimeAndLatenessIsCountedInWorkingDays) {
  const Conclusion one = conclusion("a", kFriday);
  EXPECT_EQ(on(one, kFriday - 1).days_left, 1);
  EXPECT_EQ(on(one, kFriday).days_left, 0);
  EXPECT_FALSE(on(one, kFriday).is_late);
  const ConclusionStanding saturday = on(one, kFriday + 1);
  EXPECT_TRUE(saturday.is_late);
  EXPECT_EQ(saturday.days_late, 0) << "no working day has passed";
  EXPECT_FALSE(saturday.days_left);
  EXPECT_EQ(on(one, kFriday + 3).days_late, 0) << "Monday is a holiday";
  EXPECT_EQ(on(one, kFriday + 5).days_late, 2);
}

TEST_F(ConclusionListTest, DoneIsJudgedByTheDayItWasDone) {
  const Conclusion in_time = closed(conclusion("a", kFriday), ConclusionState::done, kFriday);
  EXPECT_FALSE(on(in_time, kFriday + 30).is_late);
  const Conclusion late = closed(conclusion("b", kFriday), ConclusionState::done, kFriday + 5);
  EXPECT_TRUE(on(late, kFriday + 30).is_late);
  EXPECT_EQ(on(late, kFriday + 30).days_late, 2);
  const Conclusion gone = closed(conclusion("c", kFriday), ConclusionState::withdrawn, kFriday + 5);
  EXPECT_FALSE(on(gone, kFriday + 30).is_late);
}

TEST_F(ConclusionListTest, AsOfAnEarlierInstantItStandsAsItStoodThen) {
  const Conclusion late = closed(conclusion("b", kFriday), ConclusionState::done, kFriday + 5);
  EXPECT_FALSE(stand(plan, late, noon(kFriday - 11)));
  EXPECT_EQ(on(late, kFriday + 4).state, ConclusionState::open);
  EXPECT_EQ(on(late, kFriday + 4).days_late, 1);
  EXPECT_EQ(on(late, kFriday + 5).state, ConclusionState::done);
}

TEST_F(ConclusionListTest, WithoutHoursLatenessIsKnownAndItsDaysAreNot) {
  plan.calendar.reset();
  const ConclusionStanding late = on(conclusion("a", kFriday), kFriday + 5);
  EXPECT_TRUE(late.is_late);
  EXPECT_FALSE(late.days_late);
}

TEST_F(ConclusionListTest, OpenOnesComeFirstTheLatestOfThemFirst) {
  const Viewer leader{"ct", "Chủ tịch", {{Role::leader, "49", {}}}};
  const std::vector<Conclusion> all = {
      closed(conclusion("done", kFriday), ConclusionState::done, kFriday),
      conclusion("soon", kFriday + 1), conclusion("late", kFriday - 3),
      closed(conclusion("later", kFriday), ConclusionState::withdrawn, kFriday + 1)};
  std::string order;
  for (const auto& each : visible_standings(leader, plan, "dossiers", all, noon(kFriday + 2))) {
    order += each.of->id + ' ';
  }
  EXPECT_EQ(order, "late soon later done ");
}

TEST_F(ConclusionListTest, WhoMayNotSeeTheOwnersFiguresKnowsNothingOfIt) {
  const std::vector<Conclusion> all = {conclusion("a", kFriday, "502"),
                                       conclusion("b", kFriday, "503")};
  const auto seen = [&](const Viewer& viewer) {
    return visible_standings(viewer, plan, "dossiers", all, noon(kFriday)).size();
  };
  EXPECT_EQ(seen({}), 0u);
  EXPECT_EQ(seen({"a", "A", {{Role::officer, "502", {}}}}), 1u);
  EXPECT_EQ(seen({"a", "A", {{Role::district, "502", {"other"}}}}), 0u) << "of other streams";
  EXPECT_EQ(seen({"a", "A", {{Role::auditor, "49", {}}}}), 2u);
  EXPECT_EQ(seen({"a", "A", {{Role::administrator, "49", {}}}}), 0u);
}

TEST_F(ConclusionListTest, OnlyLeadersConcludeAndOnlyWithinTheirScope) {
  const Viewer leader{"ct", "Chủ tịch", {{Role::leader, "502", {}}}};
  EXPECT_TRUE(may_conclude(leader, plan, "dossiers", "502"));
  EXPECT_TRUE(may_conclude(leader, plan, "dossiers", "502-1"));
  EXPECT_FALSE(may_conclude(leader, plan, "dossiers", "503"));
  EXPECT_FALSE(may_conclude(leader, plan, "dossiers", "49"));
  EXPECT_FALSE(may_conclude(leader, plan, "dossiers", "no-unit"));
  EXPECT_TRUE(may_conclude_any(leader, plan, "dossiers"));
  EXPECT_FALSE(may_conclude_any({"a", "A", {{Role::office, "49", {}}}}, plan, "dossiers"));
  EXPECT_FALSE(may_conclude_any({}, plan, "dossiers"));
}

TEST_F(ConclusionListTest, TheFigureIsToldToWhomTheFigureIsTold) {
  const Conclusion one = conclusion("a", kFriday);
  const Viewer leader{"ct", "Chủ tịch", {{Role::leader, "49", {}}}};
  const Json told = Json::parse(conclusion_json(leader, plan, "dossiers", on(one, kFriday + 5)));
  EXPECT_EQ(told["figure"]["indicator"], "c.secret");
  EXPECT_EQ(told["state"], "open");
  EXPECT_EQ(told["late"], true);
  EXPECT_EQ(told["working_days_late"], 2);
  EXPECT_TRUE(told["closed"].is_null());
  EXPECT_EQ(told["may_close"], true);
  const Viewer officer{"a", "A", {{Role::officer, "503", {}}}};
  const Json less = Json::parse(conclusion_json(officer, plan, "dossiers", on(one, kFriday)));
  EXPECT_TRUE(less["figure"].is_null());
  EXPECT_EQ(less["may_close"], false);
}

}  // namespace
}  // namespace ioc::serving::conclusion_list_test
