#include "processing/row_scan.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing::row_scan_test {
namespace {

using Row = std::vector<std::int64_t>;

// Panes 0 to 1999 are stored, those from 1500 to 1899 are in memory too; groups 3 and 70 have a row
// in each, another group has one as well.
class RowScanTest : public ::testing::Test {
 protected:
  RowScanTest() : table_(cube_) {
    cube_.slots = {{model::SlotKind::count, -1, -1, 1}};
    cube_.row_words = 2;
    table_.leave_to_store(kWholeFrom);
    table_.leave_to_store_from(kWholeUntil);
    for (std::int64_t pane = kWholeFrom; pane < kWholeUntil; ++pane) {
      for (const std::uint32_t group : {3u, 5u, 70u}) {
        table_.merge(pane, group, Row{1, pane}.data());
      }
    }
    store_ = [this](model::CubeNumber, model::Tier, std::int64_t first, std::int64_t end,
                    const model::PaneVisitor& visit) -> model::Status {
      for (std::int64_t pane = std::max<std::int64_t>(first, 0); pane < std::min(end, kEnd);
           ++pane) {
        ++panes_read_;
        if (pane == fails_at_) return model::Error{model::ErrorCode::io, "a bad block", "disk"};
        const model::PaneRows low{std::uint64_t{1} << 3 | std::uint64_t{1} << 5,
                                  {1, pane, 1, pane}};
        const model::PaneRows high{std::uint64_t{1} << 6, {1, pane}};
        if (!visit({0, model::Tier::fine, pane, 0, 0}, low)) break;
        if (!visit({0, model::Tier::fine, pane, 1, 0}, high)) break;
      }
      return model::Done{};
    };
  }

  processing::RowScan scan(processing::PaneRange range) {
    return {{&cube_, &table_, &store_, 0, model::Tier::fine}, leaves_, range};
  }

  static constexpr std::int64_t kWholeFrom = 1500, kWholeUntil = 1900, kEnd = 2000;
  model::CubePlan cube_;
  processing::PaneTable table_;
  model::ReadPanes store_;
  std::vector<std::uint32_t> leaves_ = {3, 70};
  std::int64_t panes_read_ = 0;
  std::int64_t fails_at_ = -1;
};

TEST_F(RowScanTest, EachPaneComesOnceWhereverItLies) {
  processing::RowScan rows = scan({-5, 5000});
  for (std::int64_t pane = 0; pane < kEnd; ++pane) {
    ASSERT_TRUE(rows.next());
    ASSERT_EQ(rows.pane(), pane);
    ASSERT_EQ(rows.row(), (Row{1, 2 * pane})) << "two leaves, not the group between them";
  }
  EXPECT_FALSE(rows.next());
  EXPECT_TRUE(rows.status().ok());
}

TEST_F(RowScanTest, AChangeOnItsWayIsAddedToWhatIsStored) {
  for (const std::int64_t pane : {std::int64_t{700}, kWholeUntil + 20}) {
    table_.merge(pane, 3, Row{9, 1000}.data());
    processing::RowScan rows = scan({pane, pane + 2});
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.row(), (Row{9, 2 * pane + 1000}));
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.row(), (Row{1, 2 * pane + 2}));
    EXPECT_FALSE(rows.next());
  }
}

TEST_F(RowScanTest, RowsComeOneByOneFromAllThreeParts) {
  table_.merge(kWholeUntil, 70, Row{9, 5}.data());
  std::map<std::int64_t, std::int64_t> sums;
  const model::Status read = processing::for_each_row_of(
      {&cube_, &table_, &store_, 0, model::Tier::fine}, {kWholeFrom - 3, kWholeUntil + 3},
      [&](std::int64_t pane, std::uint32_t group, const std::int64_t* row, std::string_view) {
        if (group == 70) sums[pane] += row[1];
      });
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(sums.size(), static_cast<std::size_t>(kWholeUntil - kWholeFrom + 6));
  for (const auto& [pane, sum] : sums) EXPECT_EQ(sum, pane + (pane == kWholeUntil ? 5 : 0));
}

TEST_F(RowScanTest, WhatIsNotAskedForIsNotRead) {
  processing::RowScan rows = scan({0, 5000});
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(rows.next());
  EXPECT_LT(panes_read_, 1000);
  panes_read_ = 0;
  processing::RowScan recent = scan({kWholeFrom, kWholeUntil});
  ASSERT_TRUE(recent.next());
  EXPECT_EQ(panes_read_, 0);
}

TEST_F(RowScanTest, ABadBlockEndsTheScanWithItsError) {
  fails_at_ = 600;
  processing::RowScan rows = scan({0, 5000});
  std::int64_t seen = 0;
  while (rows.next()) ++seen;
  EXPECT_LE(seen, 600);
  ASSERT_FALSE(rows.status().ok());
  EXPECT_EQ(rows.status().error().subject, "disk");
}

}  // namespace
}  // namespace ioc::testing::row_scan_test
