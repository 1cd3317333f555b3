#include "processing/window_runner.h"

#include <gtest/gtest.h>

#include "tests/processing/world.h"

namespace ioc::testing::window_runner_test {
namespace {

using Row = std::vector<std::int64_t>;

// Moves forward, jumps and turns back, while the table changes under it: WindowRunner R1.
TEST(WindowRunner, HoldsExactlyThePanesOfItsRange) {
  model::CubePlan cube;
  cube.slots = {{model::SlotKind::count, -1, -1, 1}, {model::SlotKind::minimum, -1, 0, 2}};
  cube.row_words = 3;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    processing::PaneTable table(cube);
    processing::WindowRunner runner(processing::TierPlace{&cube, &table});
    processing::PaneRange range{0, 0};
    for (int step = 0; step < 200; ++step) {
      if (random.chance(30)) {
        const std::int64_t first = range.first + random.between(random.chance(10) ? -5 : 0, 3);
        range = {first, std::max(first, range.end) + random.between(0, 3)};
        if (random.chance(5)) range = {range.end + 50, range.end + 55};
        ASSERT_TRUE(runner.move_to(range).ok());
      } else {
        const std::int64_t pane = random.between(range.first - 3, range.end + 3);
        const auto group = static_cast<std::uint32_t>(random.between(0, 5));
        const Row change = {1, 1, random.between(-9, 9)};
        table.merge(pane, group, change.data());
        runner.change(pane, group, change.data());
      }
      for (std::uint32_t group = 0; group < 6; ++group) {
        Row expected = {0, 0, INT64_MAX};
        for (std::int64_t pane = range.first; pane < range.end; ++pane) {
          const std::int64_t* row = table.find(pane, group);
          if (row != nullptr) model::merge_row(cube, expected.data(), row);
        }
        expected[0] = 0;
        const std::int64_t* row = runner.row(group);
        const Row nothing = {0, 0, INT64_MAX};
        ASSERT_EQ(row == nullptr ? nothing : Row(row, row + 3), expected);
      }
    }
  }
}

}  // namespace
}  // namespace ioc::testing::window_runner_test
