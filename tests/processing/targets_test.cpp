// Targets: exact limits, deadlines, and the pace in working days.
#include "processing/targets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

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

// One window a day; the last one is open.
struct KeptTargetsTest : TargetsTest {
  KeptTargetsTest() {
    target.limit = {95, 2};
    target.back = model::Decimal{2, 2};
  }
  // Of a share of 1,000 by day, `figures` before the deadline; a negative one has no value.
  std::vector<TargetState> states(const std::vector<int>& figures) const {
    std::vector<TargetState> out;
    std::vector<model::TargetStanding> past;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      const Instant end = plan.zone.day_start(static_cast<model::CivilDay>(18'000 + i));
      const Instant now{end.ms - 1};
      model::Figure figure = figures[i] < 0 ? share(0, 0) : share(figures[i], 1'000);
      figure.end = end;
      const model::TargetStanding open = judge(target, &figure, now, plan);
      out.push_back(keep_state(target, past, open, now, plan).state);
      past.push_back(open);
    }
    return out;
  }
};
constexpr TargetState kMet = TargetState::met, kBehind = TargetState::behind,
                      kLagging = TargetState::lagging, kNone = TargetState::no_data;

TEST_F(KeptTargetsTest, AFigureThatSwingsAroundTheLimitStaysWhereItFell) {
  EXPECT_EQ(states({960, 940, 955, 949, 951, 969}),
            (std::vector{kMet, kBehind, kBehind, kBehind, kBehind, kBehind}));
  EXPECT_EQ(states({960, 940, 955, 970, 951, 950, 949, 950}),
            (std::vector{kMet, kBehind, kBehind, kMet, kMet, kMet, kBehind, kBehind}));
  target.back.reset();
  EXPECT_EQ(states({960, 940, 955, 949, 951, 969}),
            (std::vector{kMet, kBehind, kMet, kBehind, kMet, kMet}))
      << "without it each window stands by itself";
}

TEST_F(KeptTargetsTest, TheEdgeOfWhatIsNearIsKeptLikewise) {
  target.near = model::Decimal{5, 2};  // 0.90
  EXPECT_EQ(states({899, 901, 919, 921, 901, 899, 905}),
            (std::vector{kLagging, kLagging, kLagging, kBehind, kBehind, kLagging, kLagging}));
  EXPECT_EQ(states({899, 960}), (std::vector{kLagging, kBehind}))
      << "as far up as it would stand with 0.02 less";
  EXPECT_EQ(states({899, 970}), (std::vector{kLagging, kMet}));
}

TEST_F(KeptTargetsTest, AtMostIsTheSameTheOtherWayRound) {
  target.at_least = false;
  target.limit = {5, 2};
  target.near = model::Decimal{5, 2};
  EXPECT_EQ(states({50, 51, 50, 31, 30, 50, 51}),
            (std::vector{kMet, kBehind, kBehind, kBehind, kMet, kMet, kBehind}));
}

TEST_F(KeptTargetsTest, WhatIsHeldForSoLongIsBelieved) {
  target.back.reset();
  target.hold_ms = 3 * model::kDayMs;
  EXPECT_EQ(states({940, 960, 960, 960, 940, 960, 940, 960, 960, 960}),
            (std::vector{kBehind, kBehind, kBehind, kMet, kBehind, kBehind, kBehind, kBehind,
                         kBehind, kMet}));
}

TEST_F(KeptTargetsTest, WindowsWithoutAValueTellNothing) {
  EXPECT_EQ(states({960, 940, -1, 955, -1, 970}),
            (std::vector{kMet, kBehind, kNone, kBehind, kNone, kMet}));
}

TEST_F(KeptTargetsTest, AfterTheDeadlineTheLimitAloneDecides) {
  target.last_day = 18'001;
  const auto found = states({960, 940, 955, 955, 949});
  EXPECT_EQ(found[2], kBehind) << "its last day";
  EXPECT_EQ(found[3], kMet);
  EXPECT_EQ(found[4], TargetState::missed);
}

TEST_F(KeptTargetsTest, TheLimitAndWhatMustComeBackAreAddedExactly) {
  target.limit = {1, 1};
  target.back = model::Decimal{1, 17};
  target.near = model::Decimal{5, 1};
  std::vector<model::TargetStanding> past;
  model::Figure fallen = share(0, 10), at = share(1, 10);
  fallen.end = Instant{1};
  at.end = Instant{2};
  past.push_back(judge(target, &fallen, Instant{0}, plan));
  const auto open = judge(target, &at, Instant{1}, plan);
  EXPECT_EQ(open.state, kMet);
  EXPECT_EQ(keep_state(target, past, open, Instant{1}, plan).state, kBehind);
  EXPECT_TRUE(keep_state(target, past, open, Instant{1}, plan).is_held);
}

// Beside a naive reading of the same words: window by window, each firm rank looked up anew.
TEST_F(KeptTargetsTest, RandomWaysStandAsTheWordsSay) {
  std::uint64_t seed = 20201015;
  const auto random = [&](std::uint64_t below) {
    seed = seed * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<int>((seed >> 33) % below);
  };
  int held = 0;
  for (int round = 0; round < 300; ++round) {
    const int back = random(40), hold_days = random(5), near = 20 + random(60);
    target.back = model::Decimal{back, 3};
    target.near = model::Decimal{near, 3};
    target.hold_ms = hold_days * model::kDayMs;
    std::vector<int> figures;
    for (int i = 0; i < 30; ++i) figures.push_back(860 + random(130));
    const auto rank = [&](int figure) { return figure >= 950 ? 2 : figure >= 950 - near ? 1 : 0; };
    int before = rank(figures[0]);
    const auto found = states(figures);
    for (int i = 0; i < 30; ++i) {
      int firm = 2;
      for (int k = i; k >= 0 && (k == i || k > i - hold_days); --k) {
        firm = std::min(firm, rank(figures[static_cast<std::size_t>(k)] - back));
      }
      const int now = rank(figures[static_cast<std::size_t>(i)]);
      const int wanted = i == 0 ? now : std::min(now, std::max(before, firm));
      constexpr TargetState kStates[] = {kLagging, kBehind, kMet};
      ASSERT_EQ(found[static_cast<std::size_t>(i)], kStates[wanted])
          << "round " << round << " window " << i;
      held += wanted != now;
      before = wanted;
    }
  }
  EXPECT_GT(held, 500);
}

}  // namespace
}  // namespace ioc::processing::targets_test
