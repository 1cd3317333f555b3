// Which figures a live client gets (serving/live_filter.h).
#include "serving/live_filter.h"

#include "support.h"

namespace ioc::serving {
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

TEST_F(LiveFilterTest, OnlyEqualSelectionsShareAKey) {
  const LiveFilter unit(plan, Viewer{}, {.unit = "502"});
  EXPECT_EQ(unit.key(), LiveFilter(plan, Viewer{}, {.unit = "502"}).key());
  EXPECT_NE(unit.key(), LiveFilter(plan, Viewer{}, {.level = "502"}).key());
  EXPECT_NE(unit.key(), LiveFilter(plan, Viewer{true}, {.unit = "502"}).key());
}

}  // namespace
}  // namespace ioc::serving
