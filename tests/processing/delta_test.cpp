#include "processing/delta.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing::delta_test {
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
    const std::uint32_t number = table.touch(pane, group);
    std::int64_t* row = table.words() + number * std::size_t{3};
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

// A cube without dimensions has one group in many panes; a list of all groups may be in one pane.
TEST(DeltaTable, FindsItsRowsWhenOnlyPanesOrOnlyGroupsDiffer) {
  const model::CubePlan cube = two_slots();
  for (const bool by_pane : {false, true}) {
    for (const std::uint32_t step : {1u, 16u, 64u}) {
      processing::DeltaTable table(cube, 100);
      for (int round = 0; round < 2; ++round) {
        for (std::uint32_t i = 0; i < 20'000; ++i) {
          const std::uint32_t row =
              by_pane ? table.touch(-5'000 + i * std::int64_t{step}, 0) : table.touch(77, i * step);
          ASSERT_EQ(row, i);
        }
      }
    }
  }
}

}  // namespace
}  // namespace ioc::testing::delta_test
