#include "processing/sliding_row.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing::sliding_row_test {
namespace {

using Row = std::vector<std::int64_t>;

// count, sum, minimum, maximum
model::CubePlan all_kinds() {
  model::CubePlan cube;
  cube.slots = {{model::SlotKind::count, -1, -1, 1},
                {model::SlotKind::sum, -1, 0, 2},
                {model::SlotKind::minimum, -1, 0, 4},
                {model::SlotKind::maximum, -1, 0, 5}};
  cube.row_words = 6;
  return cube;
}

Row row_with(const model::CubePlan& cube, std::int64_t revision, std::int64_t value) {
  Row row(6);
  model::clear_row(cube, row.data());
  row[0] = revision;
  row[1] = 1;
  model::add_wide(&row[2], value);
  row[4] = row[5] = value;
  return row;
}

// Panes come, go and change, also late improvements anywhere in the window: SlidingRow S1.
TEST(SlidingRow, EqualsTheNaiveMergeOfItsPanesAfterEveryStep) {
  const model::CubePlan cube = all_kinds();
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const bool tracks_revision = random.chance(50);
    processing::SlidingRow sliding(cube, tracks_revision);
    std::map<std::int64_t, Row> panes;
    std::int64_t next = 0, revision = 1;
    for (int step = 0; step < 300; ++step) {
      const std::int64_t value = random.between(-20, 20);
      const auto kind = random.between(0, 2);
      if (kind == 0 || panes.empty()) {
        next += random.between(1, 3);
        panes[next] = row_with(cube, revision, value);
        sliding.enter(next, panes[next].data());
      } else if (kind == 1) {
        sliding.leave(panes.begin()->first, panes.begin()->second.data());
        panes.erase(panes.begin());
      } else {
        const std::int64_t pane = random.between(panes.begin()->first, next);
        const Row change = row_with(cube, ++revision, value);
        const auto [at, is_new] = panes.try_emplace(pane, Row(6));
        if (is_new) model::clear_row(cube, at->second.data());
        model::merge_row(cube, at->second.data(), change.data());
        sliding.change(pane, change.data());
      }
      Row expected(6);
      model::clear_row(cube, expected.data());
      for (const auto& [pane, row] : panes) model::merge_row(cube, expected.data(), row.data());
      if (!tracks_revision) expected[0] = 0;
      ASSERT_EQ(Row(sliding.row(), sliding.row() + 6), expected) << "step " << step;
    }
  }
}

}  // namespace
}  // namespace ioc::testing::sliding_row_test
