// Targets: exact limits, deadlines, and the pace in working days.
#include "processing/targets.h"

#include <gtest/gtest.h>

namespace ioc::processing::targets_test {
namespace {

using model::Instant;
using model::TargetState;

struct TargetsTest : ::testing::Test {
  TargetsTest() {
    plan.units = model::UnitTree({{"49", "", "", "province", model::kNoUnit, {}, {}}});
    plan.root_unit = 0;
    plan.zone = model::Zone("Fixed/Seven", {{INT64_MIN, 7 * model::kHourMs}});
    plan.indicators.emplace_back().measure = model::Measure::share;
    target.indicator = 0;
    target.limit = {98, 2};
  }
  static Instant at(const std::string& day) {
    return *model::parse_rfc3339(day + "T12:00:00+07:00");
  }
  static model::Figure share(std::int64_t holds, std::int64_t all) {
    model::Figure figure;
    figure.count = all;
    figure.value = model::ratio_json(holds, 0, all);
    figure.numerator = std::to_string(holds);
    figure.denominator = std::to_string(all);
    return figure;
  }
  model::TargetStanding judged(const model::Figure& figure, const std::string& day) const {
    return judge(target, &figure, at(day), plan);
  }

  model::Plan plan;
  model::TargetPlan target;
};

TEST_F(TargetsTest, AreMetByExactNumbers) {
  EXPECT_EQ(judged(share(98, 100), "2020-10-15").state, TargetState::met);
  EXPECT_EQ(judged(share(979'999'999'999'999'999, 1'000'000'000'000'000'000), "2020-10-15").state,
            TargetState::behind)
      << "as doubles they are the same";
  target.at_least = false;
  EXPECT_EQ(judged(share(98, 100), "2020-10-15").state, TargetState::met);
  EXPECT_EQ(judged(share(99, 100), "2020-10-15").state, TargetState::behind);
}

TEST_F(TargetsTest, AreNearWithinFiveHundredthsOfAShareOrWhatTheySay) {
  EXPECT_EQ(judged(share(93, 100), "2020-10-15").state, TargetState::behind);
  EXPECT_EQ(judged(share(92, 100), "2020-10-15").state, TargetState::lagging);
  target.near = model::Decimal{1, 1};
  EXPECT_EQ(judged(share(92, 100), "2020-10-15").state, TargetState::behind);
  EXPECT_DOUBLE_EQ(*judged(share(92, 100), "2020-10-15").gap, 0.98 - 0.92);
}

TEST_F(TargetsTest, AreMissedOnceTheDeadlineHasPassed) {
  target.last_day = model::parse_day("2020-12-30");
  EXPECT_EQ(judged(share(1, 2), "2020-12-30").state, TargetState::lagging);
  EXPECT_EQ(judged(share(1, 2), "2020-12-30").days_left, 0);
  EXPECT_EQ(judged(share(1, 2), "2020-12-31").state, TargetState::missed);
  EXPECT_EQ(judged(share(1, 2), "2020-12-31").days_left, std::nullopt);
  EXPECT_EQ(judged(share(1, 1), "2020-12-31").state, TargetState::met);
}

TEST_F(TargetsTest, FollowTheStraightWayFromTheBaseline) {
  target.limit = {30, 2};
  target.last_day = model::parse_day("2020-10-30");
  target.baseline = {{10, 2}, *model::parse_day("2020-10-10")};  // one hundredth a day
  const auto on_line = judged(share(20, 100), "2020-10-20");
  EXPECT_EQ(on_line.state, TargetState::on_pace);
  EXPECT_DOUBLE_EQ(*on_line.expected, 0.2);
  EXPECT_DOUBLE_EQ(*on_line.projected, 0.3);
  EXPECT_EQ(on_line.days_left, 10);
  const auto behind = judged(share(16, 100), "2020-10-20");
  EXPECT_EQ(behind.state, TargetState::behind);
  EXPECT_EQ(behind.days_behind, 4);
  EXPECT_DOUBLE_EQ(*behind.projected, 0.22);
  EXPECT_EQ(judged(share(14, 100), "2020-10-20").state, TargetState::lagging);
  EXPECT_EQ(judged(share(10, 100), "2020-10-10").state, TargetState::on_pace);
}

TEST_F(TargetsTest, WithoutAFigureOrAValueTellNothing) {
  EXPECT_EQ(judge(target, nullptr, at("2020-10-15"), plan).state, TargetState::no_data);
  EXPECT_EQ(judged(share(0, 0), "2020-10-15").state, TargetState::no_data);
}

}  // namespace
}  // namespace ioc::processing::targets_test
