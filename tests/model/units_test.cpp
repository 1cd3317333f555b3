#include "model/units.h"

#include <gtest/gtest.h>

#include "model/event.h"

namespace ioc::model::units_test {
namespace {

UnitTree tree() {
  std::vector<Unit> units(4);
  const char* codes[] = {"49", "502", "20335", "503"};
  const UnitIndex parents[] = {kNoUnit, 0, 1, 0};
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].code = codes[i];
    units[i].parent = parents[i];
  }
  return UnitTree(units);
}

TEST(UnitTree, FindsByCodeAndWalksUp) {
  const UnitTree units = tree();
  EXPECT_EQ(units.find("20335"), 2);
  EXPECT_EQ(units.find("2033"), kNoUnit);
  EXPECT_EQ(units.chain(2), (std::vector<UnitIndex>{2, 1, 0}));
  EXPECT_TRUE(units.is_within(2, 0));
  EXPECT_TRUE(units.is_within(2, 2));
  EXPECT_FALSE(units.is_within(2, 3));
  EXPECT_FALSE(units.is_within(0, 2));
}

TEST(Tally, BalancesOnlyWhenEveryRecordHasOneFate) {
  Tally tally;
  tally.received = 6;
  tally.counted = 3;
  tally.duplicate = 1;
  tally.refused[static_cast<std::size_t>(Reason::too_late)] = 2;
  EXPECT_TRUE(tally.balances());
  Tally twice = tally;
  twice += tally;
  EXPECT_TRUE(twice.balances());
  EXPECT_EQ(twice.received, 12u);
  tally.counted = 2;
  EXPECT_FALSE(tally.balances());
}

TEST(Reason, HasTheNameOfTheContract) {
  EXPECT_EQ(name_of(Reason::too_large), "too_large");
  EXPECT_EQ(name_of(Reason::too_late), "too_late");
}

}  // namespace
}  // namespace ioc::model::units_test
