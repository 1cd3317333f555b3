#include "model/partials.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace ioc::model::partials_test {
namespace {

using Row = std::vector<std::int64_t>;

CubePlan all_kinds() {
  CubePlan cube;
  cube.slots = {{SlotKind::sum, -1, 0, 1},
                {SlotKind::count, -1, -1, 3},
                {SlotKind::maximum, -1, 0, 4},
                {SlotKind::minimum, -1, 0, 5}};
  cube.row_words = 6;
  return cube;
}

Row merged(const CubePlan& cube, Row a, const Row& b) {
  merge_row(cube, a.data(), b.data());
  return a;
}

class Partials : public ::testing::Test {
 protected:
  Row random_row() {
    std::uniform_int_distribution<std::int64_t> any(INT64_MIN, INT64_MAX), small(0, 1000);
    Row row(6);
    row[0] = small(engine_);
    store_wide(&row[1], (WideInt{any(engine_)} << 20) + any(engine_));
    row[3] = small(engine_);
    row[4] = any(engine_);
    row[5] = any(engine_);
    return row;
  }
  CubePlan cube_ = all_kinds();
  std::mt19937_64 engine_{42};
};

TEST_F(Partials, MergingIsAssociativeAndCommutative) {
  for (int i = 0; i < 2000; ++i) {
    const Row a = random_row(), b = random_row(), c = random_row();
    ASSERT_EQ(merged(cube_, a, b), merged(cube_, b, a));
    ASSERT_EQ(merged(cube_, merged(cube_, a, b), c), merged(cube_, a, merged(cube_, b, c)));
  }
}

TEST_F(Partials, AClearedRowIsTheIdentity) {
  Row nothing(6, 99);
  clear_row(cube_, nothing.data());
  for (int i = 0; i < 200; ++i) {
    const Row a = random_row();
    ASSERT_EQ(merged(cube_, a, nothing), a);
    ASSERT_EQ(merged(cube_, nothing, a), a);
  }
}

TEST_F(Partials, AnyGroupingOfManyRowsGivesOneRow) {
  std::vector<Row> rows(100);
  for (Row& row : rows) row = random_row();
  Row all(6);
  clear_row(cube_, all.data());
  for (const Row& row : rows) merge_row(cube_, all.data(), row.data());
  std::shuffle(rows.begin(), rows.end(), engine_);
  while (rows.size() > 1) {
    const std::size_t at = engine_() % (rows.size() - 1);
    rows[at] = merged(cube_, rows[at], rows[at + 1]);
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
  EXPECT_EQ(rows.front(), all);
}

TEST_F(Partials, SumsCarryBeyondSixtyFourBits) {
  Row row(6);
  clear_row(cube_, row.data());
  for (int i = 0; i < 4; ++i) add_wide(&row[1], INT64_MAX);
  EXPECT_TRUE(load_wide(&row[1]) == WideInt{INT64_MAX} * 4);
  for (int i = 0; i < 8; ++i) add_wide(&row[1], -WideInt{INT64_MAX});
  EXPECT_TRUE(load_wide(&row[1]) == WideInt{INT64_MAX} * -4);
}

}  // namespace
}  // namespace ioc::model::partials_test
