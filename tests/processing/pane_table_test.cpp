#include "processing/pane_table.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing::pane_table_test {
namespace {

using Row = std::vector<std::int64_t>;

model::CubePlan count_and_maximum() {
  model::CubePlan cube;
  cube.slots = {{model::SlotKind::count, -1, -1, 1}, {model::SlotKind::maximum, -1, 0, 2}};
  cube.row_words = 3;
  return cube;
}

TEST(PaneTable, EqualsAMapOfMergedRows) {
  const model::CubePlan cube = count_and_maximum();
  processing::PaneTable table(cube);
  std::map<std::pair<std::int64_t, std::uint32_t>, Row> expected;
  Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t pane = random.between(-20, 20);
    const auto group = static_cast<std::uint32_t>(random.between(0, 300));
    const Row change = {i, random.between(0, 2), random.between(-9, 9)};
    table.merge(pane, group, change.data());
    Row& row = expected.try_emplace({pane, group}, Row{0, 0, INT64_MIN}).first->second;
    model::merge_row(cube, row.data(), change.data());
    if (i % 7000 == 6999) {
      table.drop_before(-15 + i / 7000);
      std::erase_if(expected, [&](const auto& e) { return e.first.first < -15 + i / 7000; });
    }
  }
  std::size_t seen = 0;
  for (const auto& [pane, chunks] : table.panes()) {
    std::uint32_t last = 0;
    table.for_each(
        chunks, [&, pane = pane](std::uint32_t group, const std::int64_t* row, std::string_view) {
          EXPECT_TRUE(last == 0 || group > last);
          last = group;
          ASSERT_TRUE(expected.contains({pane, group}));
          EXPECT_EQ(Row(row, row + 3), (expected[{pane, group}]));
          ++seen;
        });
  }
  EXPECT_EQ(seen, expected.size());
  for (const auto& [key, row] : expected) {
    const std::int64_t* found = table.find(key.first, key.second);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(Row(found, found + 3), row);
  }
  EXPECT_EQ(table.find(-20, 0), nullptr);
  EXPECT_EQ(table.find(0, 100'000), nullptr);
  EXPECT_GE(table.bytes(), expected.size() * 24);
  table.drop_before(INT64_MAX);
  EXPECT_EQ(table.bytes(), 0u);
}

// Panes 0 to 9 with this row of group 7.
processing::PaneTable ten_panes(const model::CubePlan& cube, const Row& row) {
  processing::PaneTable table(cube);
  for (std::int64_t pane = 0; pane < 10; ++pane) table.merge(pane, 7, row.data());
  return table;
}

TEST(PaneTable, TheOldestPanesAreLeftToTheStore) {
  const Row row{1, 1, 5};
  const model::CubePlan cube = count_and_maximum();
  processing::PaneTable table = ten_panes(cube, row);
  const std::size_t each = table.bytes() / 10;
  EXPECT_EQ(table.bytes_before(4), 4 * each);
  EXPECT_EQ(table.pane_behind(1, 10), 1);
  EXPECT_EQ(table.pane_behind(3 * each, 10), 3);
  EXPECT_EQ(table.pane_behind(3 * each, 2), 2) << "what is held stays";
  EXPECT_EQ(table.whole_from(), INT64_MIN);
  table.leave_to_store(3);
  EXPECT_EQ(table.whole_from(), 3);
  EXPECT_EQ(table.find(2, 7), nullptr);
  EXPECT_EQ(table.bytes(), 7 * each);
  table.merge(1, 7, row.data());  // a change on its way to the store
  EXPECT_NE(table.find(1, 7), nullptr);
  table.leave_to_store(table.whole_from());
  EXPECT_EQ(table.find(1, 7), nullptr);
}

TEST(PaneTable, ThePanesToComeAreLeftToTheStore) {
  const Row row{1, 1, 5};
  const model::CubePlan cube = count_and_maximum();
  processing::PaneTable table = ten_panes(cube, row);
  const std::size_t each = table.bytes() / 10;
  EXPECT_TRUE(table.is_whole(9));
  table.leave_to_store_from(6);
  EXPECT_EQ(table.bytes(), 6 * each);
  EXPECT_TRUE(table.is_whole(5));
  EXPECT_FALSE(table.is_whole(6));
  table.merge(8, 7, row.data());  // a change on its way to the store
  EXPECT_NE(table.find(8, 7), nullptr);
  table.leave_to_store_from(7);
  EXPECT_EQ(table.whole_until(), 6) << "what was left has not come back";
  EXPECT_EQ(table.find(8, 7), nullptr);
  table.merge(6, 0, {.present = 1, .words = row, .digests = {}});
  table.set_whole_until(7);
  EXPECT_TRUE(table.is_whole(6));
}

TEST(PaneTable, WholeChunksMergeRowByRow) {
  const model::CubePlan cube = count_and_maximum();
  model::PaneRows chunk;
  const Row a = {1, 1, 5}, b = {2, 1, 7}, c = {3, 1, 6};
  processing::merge_into_chunk(cube, chunk, 64 + 63, a.data());
  processing::merge_into_chunk(cube, chunk, 64 + 0, b.data());
  EXPECT_EQ(chunk.present, 1ULL << 63 | 1ULL);
  EXPECT_EQ(chunk.words, (Row{2, 1, 7, 1, 1, 5}));
  processing::PaneTable table(cube);
  table.merge(9, 64, c.data());
  table.merge(9, 1, chunk);
  table.merge(9, 1, chunk);
  const std::int64_t* row = table.find(9, 64);
  EXPECT_EQ(Row(row, row + 3), (Row{3, 3, 7}));
}

TEST(PaneTable, RowsInWhichNothingIsLeftCanBeTakenOut) {
  model::CubePlan cube;
  cube.slots = {{model::SlotKind::count, -1, -1, 1}, {model::SlotKind::sum, -1, 0, 2}};
  cube.row_words = 4;
  const auto add = [](processing::PaneTable& table, std::int64_t pane, std::uint32_t group,
                      std::int64_t count, std::int64_t sum) {
    const Row row = {7, count, sum, sum < 0 ? -1 : 0};
    table.merge(pane, group, row.data());
  };
  processing::PaneTable table(cube), never(cube);
  for (std::uint32_t group = 0; group < 200; ++group) {
    const bool stays = group % 3 == 0 && group < 128;
    add(table, 1, group, 2, 5);
    if (stays) add(never, 1, group, group == 0 ? 0 : 1, 3);
    add(table, 1, group, stays && group > 0 ? -1 : -2, stays ? -2 : -5);
  }
  add(table, 2, 1, 1, 0);
  add(never, 2, 1, 1, 0);
  add(table, 2, 70, 0, 0);
  add(table, 3, 1, 0, 0);
  for (std::int64_t pane = 0; pane < 5; ++pane) table.drop_nothing(pane);
  EXPECT_EQ(table.panes().size(), 2u);
  EXPECT_EQ(table.bytes(), never.bytes());
  for (std::uint32_t group = 0; group < 200; ++group) {
    const std::int64_t* const row = table.find(1, group);
    const std::int64_t* const expected = never.find(1, group);
    ASSERT_EQ(row == nullptr, expected == nullptr) << group;
    EXPECT_TRUE(row == nullptr || std::equal(row, row + 4, expected)) << group;
  }
  EXPECT_NE(table.find(2, 1), nullptr);
  EXPECT_EQ(table.find(2, 70), nullptr);
}

}  // namespace
}  // namespace ioc::testing::pane_table_test
