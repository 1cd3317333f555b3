// Alerts through their times: pending, firing, clearing, resolved.
#include "processing/alerts.h"

#include <gtest/gtest.h>

#include <random>

namespace ioc::processing::alerts_test {
namespace {

using model::AlertTurn;
using model::Instant;
using model::TargetState;

struct AlertsTest : ::testing::Test {
  AlertsTest() {
    plan.streams.emplace_back().id = "dossiers";
    plan.targets.emplace_back().id = "on-time";
    model::AlertPlan& late = plan.alerts.emplace_back();
    late.id = "late";
    late.target = 0;
    late.states = 1U << static_cast<unsigned>(TargetState::lagging) |
                  1U << static_cast<unsigned>(TargetState::missed);
    late.for_ms = 10'000;
    late.clear_ms = 20'000;
    model::AlertPlan& near = plan.alerts.emplace_back();
    near.id = "near";
    near.target = 0;
    near.days_left = 5;
    model::AlertPlan& silent = plan.alerts.emplace_back();
    silent.id = "silent";
    silent.stream = 0;
    silent.silent_ms = 60'000;
  }

  static model::TargetStanding standing(TargetState state, const std::string& unit = "502",
                                        std::optional<std::int64_t> days_left = {}) {
    model::TargetStanding made;
    made.target = 0;
    made.unit = unit;
    made.state = state;
    made.days_left = days_left;
    return made;
  }
  // What a look at `second` tells, as "fired late 502".
  std::vector<std::string> look(std::int64_t second, std::vector<model::TargetStanding> standings,
                                std::int64_t newest_second = INT64_MIN) {
    const std::int64_t newest_ms = newest_second == INT64_MIN ? INT64_MIN : newest_second * 1000;
    std::vector<std::string> told;
    for (const auto& change :
         book.look(standings, std::vector<std::int64_t>{newest_ms}, Instant{second * 1000})) {
      EXPECT_EQ(change.at.ms, second * 1000);
      told.push_back(std::string(name_of(change.turn)) + " " + change.alert.alert + " " +
                     change.alert.unit);
    }
    return told;
  }

  using Told = std::vector<std::string>;
  model::Plan plan;
  AlertBook book{plan};
  const model::TargetStanding lagging = standing(TargetState::lagging);
  const model::TargetStanding met = standing(TargetState::met);
};

TEST_F(AlertsTest, FireWhenTheirTimeIsUpAndAreOverWhenItIsOver) {
  EXPECT_EQ(look(0, {lagging}), Told());
  EXPECT_EQ(look(9, {lagging}), Told());
  EXPECT_EQ(look(10, {lagging}), Told{"fired late 502"});
  EXPECT_EQ(look(11, {lagging}), Told()) << "once";
  EXPECT_EQ(look(12, {met}), Told());
  EXPECT_EQ(look(31, {met}), Told());
  EXPECT_EQ(look(32, {met}), Told{"resolved late 502"});
  EXPECT_TRUE(book.alerts().empty());
  EXPECT_EQ(look(33, {lagging}), Told()) << "it begins anew";
  EXPECT_EQ(look(43, {lagging}), Told{"fired late 502"});
}

TEST_F(AlertsTest, WhatComesAndGoesIsNotTold) {
  look(0, {lagging});
  look(9, {met});
  EXPECT_TRUE(book.alerts().empty()) << "it was never told";
  look(10, {lagging});
  EXPECT_EQ(look(19, {lagging}), Told());
  EXPECT_EQ(look(20, {lagging}), Told{"fired late 502"});
  look(21, {met});
  EXPECT_EQ(look(40, {lagging}), Told()) << "back before it was over: it goes on";
  EXPECT_EQ(look(41, {met}), Told());
  EXPECT_EQ(look(60, {met}), Told());
  EXPECT_EQ(look(61, {met}), Told{"resolved late 502"});
}

TEST_F(AlertsTest, UnitsStandByThemselvesAndOneThatIsGoneIsOver) {
  look(0, {lagging, standing(TargetState::missed, "503")});
  EXPECT_EQ(look(10, {lagging, standing(TargetState::missed, "503")}),
            (Told{"fired late 502", "fired late 503"}));
  look(11, {lagging});
  EXPECT_EQ(look(31, {lagging}), Told{"resolved late 503"});
}

TEST_F(AlertsTest, ADeadlineIsNearWhileTheTargetIsOpen) {
  EXPECT_EQ(look(0, {standing(TargetState::on_pace, "49", 6)}), Told());
  EXPECT_EQ(look(1, {standing(TargetState::on_pace, "49", 5)}), Told{"fired near 49"});
  EXPECT_EQ(look(2, {standing(TargetState::met, "49", 4)}), Told{"resolved near 49"});
  EXPECT_EQ(look(3, {standing(TargetState::missed, "49")}), Told()) << "it is late, not near";
}

TEST_F(AlertsTest, ASilentStreamIsToldUnlessItNeverSpoke) {
  EXPECT_EQ(look(100, {}), Told());
  EXPECT_EQ(look(101, {}, 50), Told());
  EXPECT_EQ(look(110, {}, 50), Told{"fired silent "});
  EXPECT_EQ(book.alerts().front().sight.silent_ms, 60'000);
  EXPECT_EQ(look(111, {}, 111), Told{"resolved silent "});
}

TEST_F(AlertsTest, GoOnAfterARestart) {
  look(0, {lagging, standing(TargetState::lagging, "503")});
  look(10, {lagging, standing(TargetState::lagging, "503")});
  look(11, {lagging});
  AlertBook next(plan);
  next.restore(book.alerts());
  EXPECT_EQ(next.alerts(), book.alerts());
  const auto changes = next.look(std::vector{lagging}, {}, Instant{31'000});
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.front().alert.unit, "503");
  EXPECT_EQ(changes.front().turn, AlertTurn::resolved);
}

TEST_F(AlertsTest, OnesThePlanNoLongerHasAreResolved) {
  look(0, {lagging});
  look(10, {lagging});
  model::Plan without = plan;
  without.alerts.clear();
  AlertBook next(without);
  next.restore(book.alerts());
  const auto changes = next.look(std::vector{lagging}, {}, Instant{11'000});
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes.front().turn, AlertTurn::resolved);
}

// A1, whatever comes: firing and resolving take turns.
TEST_F(AlertsTest, FiringAndResolvingTakeTurns) {
  std::mt19937 random(7);
  std::map<std::string, AlertTurn> last;
  std::int64_t at_ms = 0;
  int turns = 0;
  for (int i = 0; i < 20'000; ++i) {
    at_ms += 1 + static_cast<std::int64_t>(random() % 8'000);
    std::vector<model::TargetStanding> standings;
    for (const char* unit : {"502", "503"}) {
      const auto state = static_cast<TargetState>(random() % 8 == 0 ? 4 : random() % 6);
      if (random() % 4 != 0) standings.push_back(standing(state, unit, random() % 10));
    }
    for (const auto& change : book.look(standings, {}, Instant{at_ms})) {
      const std::string key = change.alert.alert + "/" + change.alert.unit;
      const auto before = last.find(key);
      const AlertTurn expected = before == last.end() || before->second == AlertTurn::resolved
                                     ? AlertTurn::fired
                                     : AlertTurn::resolved;
      ASSERT_EQ(change.turn, expected) << key;
      last[key] = change.turn;
      ++turns;
    }
  }
  EXPECT_GT(turns, 100);
}

}  // namespace
}  // namespace ioc::processing::alerts_test
