// What leaves the board for the public page (serving/public_figures.h).
#include "serving/public_figures.h"

#include "model/limits.h"
#include "public_support.h"

namespace ioc::serving::public_figures_test {
namespace {

using Kind = PublicFigure::Kind;
using testing::count;
using testing::kDay;
using testing::kMonth;
using testing::kNow;
using testing::live_update;
using testing::share;

struct PublicFiguresTest : ::testing::Test {
  model::Plan plan = testing::public_plan();
  Board board;
  PublicBoard page{plan, board, 5, [] { return std::vector<std::int64_t>{kNow.ms}; }};

  const PublicIndicator& indicator(const PublicFigures& told, std::string_view id) {
    for (const PublicIndicator& each : told.indicators) {
      if (each.plan->id == id) return each;
    }
    ADD_FAILURE() << id << " is not told";
    return told.indicators.front();
  }
  Range range(const PublicFigures& told, std::size_t row, const char* unit) {
    const PublicFigure* found =
        indicator(told, "dossiers.received").find(row, plan.units.find(unit), plan.root_unit);
    return found == nullptr ? Range{-1, -1} : found->range;
  }
};

TEST_F(PublicFiguresTest, OnlyPublicIndicatorsAndWindowsThatDoNotOverlapAreTold) {
  board.publish(live_update(1, {testing::told("secret.count", "day", "49", kDay, {{"value", 9}})}));
  const auto told = page.at(kNow);
  ASSERT_EQ(told->indicators.size(), 2u);
  for (const PublicIndicator& each : told->indicators) {
    ASSERT_EQ(each.rows.size(), 2u);
    EXPECT_EQ(each.rows[0].window->text, "day");
    EXPECT_EQ(each.rows[1].window->text, "month");
  }
}

TEST_F(PublicFiguresTest, StandingCountsAreToldAsOfNowAlone) {
  model::IndicatorPlan open;
  open.windows = {testing::window("now", model::WindowKind::now),
                  testing::window("day", model::WindowKind::day)};
  ASSERT_EQ(public_windows(open).size(), 1u);
  EXPECT_EQ(public_windows(open).front()->text, "now");
  open.windows = {testing::window("since 2020-01-01", model::WindowKind::since),
                  testing::window("week", model::WindowKind::week)};
  ASSERT_EQ(public_windows(open).size(), 1u);
  EXPECT_EQ(public_windows(open).front()->kind, model::WindowKind::since);
}

TEST_F(PublicFiguresTest, SmallCountsAreHiddenInTheWholeToo) {
  board.publish(live_update(1, {count("day", "49", kDay, 20), count("day", "502", kDay, 16),
                                count("day", "502-1", kDay, 16), count("day", "503", kDay, 4)}));
  const auto told = page.at(kNow);
  EXPECT_EQ(range(*told, 0, "503"), (Range{1, 4}));
  EXPECT_EQ(range(*told, 0, "502"), (Range{13, 17}));
  EXPECT_EQ(range(*told, 0, "49"), (Range{13, 22})) << "18 to 22 would tell more of 502";
}

TEST_F(PublicFiguresTest, WhoWasNotCountedInTheOpenWindowCountedNothing) {
  const char* before = "2020-10-14T00:00:00+07:00|2020-10-15T00:00:00+07:00";
  board.publish(live_update(1, {count("day", "49", kDay, 30), count("day", "502", kDay, 30),
                                count("day", "503", before, 40)}));
  const auto told = page.at(kNow);
  EXPECT_EQ(range(*told, 0, "503"), (Range{0, 0})) << "yesterday's figure is not today's";
  EXPECT_EQ(range(*told, 0, "502-1"), (Range{-1, -1})) << "it never counted: it has no figure";
}

TEST_F(PublicFiguresTest, SharesOfFewAreNotTold) {
  board.publish(live_update(1, {share("day", "49", kDay, 3, 9), share("day", "502", kDay, 60, 80),
                                share("day", "503", kDay, 0, 0)}));
  const auto told = page.at(kNow);
  const PublicIndicator& on_time = indicator(*told, "dossiers.on_time");
  EXPECT_EQ(on_time.find(0, 0, 0)->kind, Kind::too_few);
  EXPECT_EQ(on_time.find(0, 1, 0)->share, (ShareTold{ShareTold::Form::rounded, 75, 5}));
  EXPECT_EQ(on_time.find(0, 3, 0), nullptr);
}

TEST_F(PublicFiguresTest, MeansAreOfManyAndSumsHaveTwoDigits) {
  plan.indicators[1].measure = model::Measure::mean;
  const PublicBoard means(plan, board, 5, [] { return std::vector<std::int64_t>{}; });
  board.publish(live_update(
      1,
      {testing::told("dossiers.received", "day", "49", kDay, {{"value", 12345.678}, {"count", 10}}),
       testing::told("dossiers.received", "day", "502", kDay, {{"value", 1}, {"count", 9}}),
       testing::told("dossiers.received", "day", "503", kDay,
                     {{"value", nullptr}, {"count", 0}})}));
  const auto told = means.at(kNow);
  EXPECT_DOUBLE_EQ(indicator(*told, "dossiers.received").find(0, 0, 0)->number, 12300);
  EXPECT_EQ(indicator(*told, "dossiers.received").find(0, 1, 0)->kind, Kind::too_few);
  EXPECT_EQ(indicator(*told, "dossiers.received").find(0, 3, 0), nullptr);
  plan.indicators[1].measure = model::Measure::sum;
  EXPECT_DOUBLE_EQ(
      indicator(*PublicBoard(plan, board, 5, [] { return std::vector<std::int64_t>{}; }).at(kNow),
                "dossiers.received")
          .find(0, 0, 0)
          ->number,
      12000);
  plan.indicators[1].measure = model::Measure::maximum;
  EXPECT_EQ(PublicBoard(plan, board, 5, [] { return std::vector<std::int64_t>{}; })
                .at(kNow)
                ->indicators.size(),
            1u)
      << "an extreme is that of a single case";
}

TEST_F(PublicFiguresTest, GroupsByMoreThanUnitsAreNotTold) {
  plan.cubes.front().dimensions.push_back({1, "channel", {model::TypeKind::text, 0}});
  EXPECT_TRUE(PublicBoard(plan, board, 5, [] { return std::vector<std::int64_t>{}; })
                  .at(kNow)
                  ->indicators.empty());
}

TEST_F(PublicFiguresTest, EverybodyGetsTheSameWithinAMinute) {
  board.publish(live_update(1, {count("day", "49", kDay, 30)}));
  const model::Instant minute{kNow.ms / model::kPublicIntervalMs * model::kPublicIntervalMs};
  const auto first = page.at(minute);
  board.publish(live_update(2, {count("day", "49", kDay, 90)}));
  EXPECT_EQ(page.at({minute.ms + model::kPublicIntervalMs - 1}), first);
  const auto next = page.at({minute.ms + model::kPublicIntervalMs});
  EXPECT_EQ(range(*next, 0, "49"), (Range{88, 92}));
}

TEST_F(PublicFiguresTest, BeforeTheFirstCommitEachLookIsNew) {
  EXPECT_FALSE(page.at(kNow)->as_of.has_value());
  board.publish(live_update(1, {count("month", "49", kMonth, 30)}));
  EXPECT_TRUE(page.at(kNow)->as_of.has_value());
}

}  // namespace
}  // namespace ioc::serving::public_figures_test
