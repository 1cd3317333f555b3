// What is told of small numbers, and an attacker who tries every table (serving/disclosure.h).
#include "serving/disclosure.h"

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <set>

namespace ioc::serving::disclosure_test {
namespace {

using Form = ShareTold::Form;

model::UnitTree tree(const std::vector<model::UnitIndex>& parents) {
  std::vector<model::Unit> units;
  for (const model::UnitIndex parent : parents) {
    units.push_back({std::to_string(units.size()), "", "", "", parent, {}, {}});
  }
  return model::UnitTree(std::move(units));
}

// Tries every table of these units, whose own counts run up to `most` (rounded up to the end of a
// range, so that no range is cut), and checks that whoever sees all that is told, and knows this
// program, can exclude no number under k for a unit that is told as under k. `own_most`, when
// given, are counts of the root itself; tables that it bounds are left out.
struct Attack {
  std::vector<model::UnitIndex> parents;  // those of children stand before them
  std::vector<std::size_t> counting;
  std::int64_t most;
  std::int64_t small;
  std::int64_t own_most = 0;

  void run() {
    try_all(0);
    for (const auto& [seen, values] : possible_) {
      if (own_most > 0 && seen[1] > own_most) continue;
      for (const std::size_t unit : counting) {
        const std::int64_t low = seen[2 * unit], high = seen[2 * unit + 1];
        if (low == 0 || high >= small) continue;
        ++attacked_;
        EXPECT_EQ(static_cast<std::int64_t>(values[unit].size()), small - 1)
            << "unit " << unit << " of k = " << small << " is known";
      }
    }
    EXPECT_GT(attacked_, 0);
  }

  void try_all(std::size_t at) {
    if (at == counting.size()) {
      own_[0] = 0;
      for (own_[0] = 0; own_[0] <= own_most; ++own_[0]) see();
      return;
    }
    const std::int64_t end = range_of(most, small).high;
    for (std::int64_t count = 0; count <= end; ++count) {
      own_[counting[at]] = count;
      try_all(at + 1);
    }
  }

  void see() {
    const std::size_t size = parents.size();
    std::vector<std::int64_t> counts = own_;
    for (std::size_t unit = size; unit-- > 1;) {
      counts[static_cast<std::size_t>(parents[unit])] += counts[unit];
    }
    std::vector<std::int64_t> seen;
    const std::vector<Range> told = ranges_of(units_, counts, small);
    for (std::size_t unit = 0; unit < size; ++unit) {
      ASSERT_LE(told[unit].low, counts[unit]);
      ASSERT_GE(told[unit].high, counts[unit]);
      seen.insert(seen.end(), {told[unit].low, told[unit].high});
    }
    auto& values = possible_[seen];
    values.resize(size);
    for (std::size_t unit = 0; unit < size; ++unit) values[unit].insert(counts[unit]);
  }

  model::UnitTree units_ = tree(parents);
  std::vector<std::int64_t> own_ = std::vector<std::int64_t>(parents.size());
  std::map<std::vector<std::int64_t>, std::vector<std::set<std::int64_t>>> possible_ = {};
  int attacked_ = 0;
};

TEST(Disclosure, CountsBelowKAreToldAsOneAndOthersAsTheNearestMultiple) {
  EXPECT_EQ(range_of(0, 5), (Range{0, 0}));
  for (const std::int64_t count : {1, 4}) EXPECT_EQ(range_of(count, 5), (Range{1, 4}));
  for (const std::int64_t count : {5, 7}) EXPECT_EQ(range_of(count, 5), (Range{5, 7}));
  for (const std::int64_t count : {8, 10, 12}) EXPECT_EQ(range_of(count, 5), (Range{8, 12}));
  EXPECT_EQ(range_of(1'000'001, 5), (Range{999'998, 1'000'002}));
  for (std::int64_t small = 2; small <= 12; ++small) {
    std::int64_t next = 1;  // the ranges leave no gap and do not overlap
    for (std::int64_t count = 1; count < 20 * small; ++count) {
      const Range range = range_of(count, small);
      EXPECT_TRUE(range.low <= count && count <= range.high);
      if (count < next) continue;
      EXPECT_EQ(range.low, next);
      next = range.high + 1;
    }
  }
}

TEST(Disclosure, FiveCommunesOfFourAreNotGivenAwayByTheirDistrict) {
  const model::UnitTree units = tree({-1, 0, 0, 0, 0, 0});
  const std::vector<Range> told =
      ranges_of(units, std::array<std::int64_t, 6>{20, 4, 4, 4, 4, 4}, 5);
  EXPECT_EQ(told[1], (Range{1, 4}));
  EXPECT_LE(told[0].low, 17);  // 20 alone would say that each has 4
  EXPECT_GE(told[0].high, 20);
}

TEST(Disclosure, NoCountUnderKIsFoundByTakingPartsFromTheWhole) {
  for (const std::int64_t small : {3, 4, 5}) {
    Attack{{-1, 0}, {1}, 4 * small, small}.run();
    Attack{{-1, 0, 0}, {1, 2}, 4 * small, small}.run();
    Attack{{-1, 0, 0, 0}, {1, 2, 3}, 3 * small, small}.run();
    Attack{{-1, 0, 0}, {1, 2}, 2 * small, small, 10 * small}.run();  // and counts of its own
  }
  Attack{{-1, 0, 0, 0, 0}, {1, 2, 3, 4}, 6, 3}.run();
  Attack{{-1, 0, 0, 0, 0, 0}, {1, 2, 3, 4, 5}, 4, 3}.run();
}

TEST(Disclosure, NoCountUnderKIsFoundOverSeveralLevels) {
  for (const std::int64_t small : {3, 4}) {
    Attack{{-1, 0, 1, 1, 0}, {2, 3, 4}, 3 * small, small}.run();
    Attack{{-1, 0, 0, 1, 1, 2, 2}, {3, 4, 5, 6}, 4, small}.run();
    Attack{{-1, 0, 1, 1, 1}, {2, 3, 4}, small, small, 8 * small}.run();
  }
}

TEST(Disclosure, LargeTablesAreToldAtOnce) {
  std::vector<model::UnitIndex> parents{-1};
  std::vector<std::int64_t> counts{0};
  for (int unit = 0; unit < 300; ++unit) {
    parents.push_back(0);
    counts.push_back(unit % 3 == 0 ? 2 : 1'000'000'000);
    counts[0] += counts.back();
  }
  const std::vector<Range> told = ranges_of(tree(parents), counts, 5);
  EXPECT_LE(told[0].low, counts[0]);
  EXPECT_GE(told[0].high, counts[0]);
  EXPECT_LT(told[0].high - told[0].low, 15);
}

TEST(Disclosure, SharesOfFewAreNotToldAndNearAllIsOnlyABound) {
  EXPECT_EQ(share_told(3, 9, 5).form, Form::too_few);
  EXPECT_EQ(share_told(0, 10, 5), (ShareTold{Form::exact, 0, 0}));
  EXPECT_EQ(share_told(10, 10, 5), (ShareTold{Form::exact, 100, 0}));
  EXPECT_EQ(share_told(5, 10, 5), (ShareTold{Form::rounded, 50, 5}));
  EXPECT_EQ(share_told(99, 100, 5), share_told(96, 100, 5));  // 1 or 4 of the rest: the same words
  EXPECT_EQ(share_told(99, 100, 5), (ShareTold{Form::at_least, 95, 0}));
  EXPECT_EQ(share_told(3, 200, 5), (ShareTold{Form::at_most, 3, 0}));
  EXPECT_EQ(share_told(4, 11, 10).form, Form::too_few);  // four of the one, seven of the other
  EXPECT_EQ(share_told(957, 1000, 5), (ShareTold{Form::rounded, 95.7, 0.1}));
  EXPECT_EQ(share_told(12, 10, 5).form, Form::too_few);  // never of sound data
}

TEST(Disclosure, ABoundHoldsForEveryShareToldByIt) {
  for (std::int64_t whole = 10; whole < 400; ++whole) {
    for (std::int64_t part = 1; part < whole; ++part) {
      const ShareTold told = share_told(part, whole, 5);
      const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
      const bool is_least = told.form == Form::at_least, is_most = told.form == Form::at_most;
      EXPECT_TRUE(!is_least || told.percent <= percent);
      EXPECT_TRUE(!is_most || told.percent >= percent);
      if (is_least || is_most || told.form == Form::too_few) continue;
      EXPECT_NEAR(told.percent, percent, told.step / 2 + 1e-9);
    }
  }
}

}  // namespace
}  // namespace ioc::serving::disclosure_test
