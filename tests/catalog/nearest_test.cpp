// The name an author most likely meant.
#include "catalog/nearest.h"

#include <gtest/gtest.h>

namespace ioc::catalog::nearest_test {
namespace {

TEST(Nearest, CountsInsertionsDeletionsChangesAndSwaps) {
  EXPECT_EQ(edit_distance("window", "window"), 0);
  EXPECT_EQ(edit_distance("windw", "window"), 1);
  EXPECT_EQ(edit_distance("windoww", "window"), 1);
  EXPECT_EQ(edit_distance("wimdow", "window"), 1);
  EXPECT_EQ(edit_distance("tiem", "time"), 1);
  EXPECT_EQ(edit_distance("", "abc"), 3);
}

TEST(Nearest, SuggestsTheNearestNameEvenIfAnotherIsNearToo) {
  EXPECT_EQ(suggestion("statis", {"stats", "state", "status"}), "did you mean 'stats'?");
  EXPECT_EQ(suggestion("statuz", {"state", "status"}), "did you mean 'status'?");
}

TEST(Nearest, ListsUpToFiveNamesWhenNoneIsNear) {
  EXPECT_EQ(suggestion("quarterly", {"a", "b"}), "valid here: a, b");
  EXPECT_EQ(suggestion("zzzzzz", {"a", "b", "c", "d", "e", "f", "g"}),
            "valid here: a, b, c, d, e, … (7 in all)");
  EXPECT_EQ(suggestion("x", {}), "");
}

TEST(Nearest, TakesANameInCapitalsForTheSameInSmallLetters) {
  EXPECT_EQ(suggestion("ID", {"id", "of"}), "did you mean 'id'?");
  EXPECT_EQ(suggestion("WINDOW", {"windows", "window"}), "did you mean 'window'?");
  EXPECT_EQ(nearest("xy", {"ab"}), std::nullopt);
}

TEST(Nearest, DoesNotTakeAShortNameForAnyOther) {
  EXPECT_EQ(suggestion("xy", {"ab"}), "valid here: ab");
}

TEST(Nearest, DoesNotCompareEndlessNames) {
  EXPECT_EQ(suggestion(std::string(1'000'000, 'x'), {"status"}), "valid here: status");
}

}  // namespace
}  // namespace ioc::catalog::nearest_test
