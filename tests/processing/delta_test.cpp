#include "processing/delta.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing {
namespace {

model::CubePlan two_slots() {
  model::CubePlan cube;
  cube.slots = {{model::SlotKind::count, -1, -1, 1}, {model::SlotKind::minimum, -1, 0, 2}};
  cube.row_words = 3;
  return cube;
}

TEST(DeltaTable, GivesEachPlaceARowOfItsOwnAndKeepsItWhileGrowing) {
  const model::CubePlan cube = two_slots();
  processing::DeltaTable table(cube);
  std::map<std::pair<std::int64_t, std::uint32_t>, std::int64_t> expected;
  Random random(7);
  for (int i = 0; i < 50'000; ++i) {
    const std::int64_t pane = random.between(-100, 100);
    const auto group = static_cast<std::uint32_t>(random.between(0, 60));
    std::int64_t* row = table.touch(pane, group);
    const bool is_new = !expected.contains({pane, group});
    ASSERT_EQ(row[2], INT64_MAX);
    ASSERT_EQ(row[1] == 0, is_new);
    ++row[1];
    ++expected[{pane, group}];
  }
  ASSERT_EQ(table.size(), expected.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const processing::RowKey& key = table.key(i);
    EXPECT_EQ(table.row(i)[1], (expected[{key.pane, key.group}]));
  }
}

TEST(DeltaTable, IsEmptyAfterClear) {
  const model::CubePlan cube = two_slots();
  processing::DeltaTable table(cube);
  for (std::uint32_t group = 0; group < 5000; ++group) ++table.touch(3, group)[1];
  table.clear();
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.touch(3, 4999)[1], 0);
  EXPECT_EQ(table.size(), 1u);
}

}  // namespace
}  // namespace ioc::testing
