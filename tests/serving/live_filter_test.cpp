// Which figures a live client gets (serving/live_filter.h).
#include "serving/live_filter.h"

#include "support.h"

namespace ioc::serving::live_filter_test {
namespace {

struct LiveFilterTest : ::testing::Test {
  const model::Plan plan = testing::make_plan();

  // The units of a.count that the selection lets through, and whether c.secret passes.
  std::vector<std::string> passed(const Selection& selection) {
    const LiveFilter filter(plan, Viewer{}, selection);
    std::vector<std::string> units;
    for (const char* unit : {"49", "502", "502-1", "503", "", "gone"}) {
      if (filter.wants(*testing::live_figure("a.count", unit, 1))) units.emplace_back(unit);
      EXPECT_FALSE(filter.wants(*testing::live_figure("c.secret", unit, 1)));
    }
    return units;
  }
};
using Units = std::vector<std::string>;

TEST_F(LiveFilterTest, WithoutASelectionAllPublicFiguresPass) {
  EXPECT_EQ(passed({}), (Units{"49", "502", "502-1", "503", "", "gone"}));
}

TEST_F(LiveFilterTest, AUnitIsExactAndALevelLooksBelowIt) {
  EXPECT_EQ(passed({.unit = "502"}), Units{"502"});
  EXPECT_EQ(passed({.level = "district"}), (Units{"502", "503"}));
  EXPECT_EQ(passed({.unit = "502", .level = "district"}), Units{"502"});
  EXPECT_EQ(passed({.unit = "502", .level = "commune"}), Units{"502-1"});
  EXPECT_EQ(passed({.unit = "503", .level = "commune"}), Units{});
}

TEST_F(LiveFilterTest, IndicatorAndWindowAreExact) {
  EXPECT_EQ(passed({.indicator = "b.share"}), Units{});
  EXPECT_EQ(passed({.indicator = "a.count", .window = "day", .unit = "49"}), Units{"49"});
  EXPECT_EQ(passed({.window = "month"}), Units{});
}

TEST_F(LiveFilterTest, ABoardPassesExactlyWhatItsPagesShow) {
  model::BoardPlan board = testing::make_board("main", {0});
  const auto passed_by = [&] {
    const LiveFilter filter(plan, Viewer{}, board);
    Units units;
    for (const char* unit : {"49", "502", "502-1", "503", "", "gone"}) {
      if (filter.wants(*testing::live_figure("a.count", unit, 1))) units.emplace_back(unit);
      EXPECT_FALSE(filter.wants(*testing::live_figure("b.share", unit, 1)));
    }
    return units;
  };
  EXPECT_EQ(passed_by(), Units{"49"});
  board.pages.push_back({{"Hai", "Two"}, model::BoardWorst{{0, "day", "district", -1}, 10, true}});
  EXPECT_EQ(passed_by(), (Units{"49", "502", "503"}));
  board.unit = 1;
  board.pages = {{{"Ba", "Three"}, model::BoardMap{{0, "day", "commune", -1}, {{2}}}}};
  EXPECT_EQ(passed_by(), Units{"502-1"});
  board.pages = {{{"Ba", "Three"}, model::BoardMap{{0, "month", "commune", -1}, {{2}}}}};
  EXPECT_EQ(passed_by(), Units{}) << "another window";
}

TEST_F(LiveFilterTest, ABoardNeverShowsWhatIsNotPublic) {
  const LiveFilter filter(plan, Viewer{}, testing::make_board("inner", {0, 2}));
  EXPECT_TRUE(filter.wants(*testing::live_figure("a.count", "49", 1)));
  EXPECT_FALSE(filter.wants(*testing::live_figure("c.secret", "49", 1)));
}

TEST_F(LiveFilterTest, OnlyEqualSelectionsShareAKey) {
  const LiveFilter unit(plan, Viewer{}, {.unit = "502"});
  EXPECT_EQ(unit.key(), LiveFilter(plan, Viewer{}, {.unit = "502"}).key());
  EXPECT_NE(unit.key(), LiveFilter(plan, Viewer{}, {.level = "502"}).key());
  const Viewer officer{"an", "An", {{model::Role::officer, "502", {}}}};
  EXPECT_NE(unit.key(), LiveFilter(plan, officer, {.unit = "502"}).key());
  const model::BoardPlan board = testing::make_board("502", {0});
  EXPECT_NE(unit.key(), LiveFilter(plan, Viewer{}, board).key());
  EXPECT_NE(LiveFilter(plan, Viewer{}, testing::make_board("503", {0})).key(),
            LiveFilter(plan, Viewer{}, board).key());
}

}  // namespace
}  // namespace ioc::serving::live_filter_test
