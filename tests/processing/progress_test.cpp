#include "processing/progress.h"

#include <gtest/gtest.h>

namespace ioc::testing::progress_test {
namespace {

using processing::FinalMarks;
using processing::StreamProgress;

TEST(StreamProgress, ThePartitionFurthestBackHoldsTheWindows) {
  StreamProgress progress(10);
  const std::size_t a = progress.add_partition();
  const std::size_t b = progress.add_partition();
  EXPECT_EQ(progress.settled_ms(), INT64_MIN);
  progress.advance(a, 1000);
  EXPECT_EQ(progress.settled_ms(), INT64_MIN) << "b has told nothing yet";
  progress.advance(b, 500);
  EXPECT_EQ(progress.settled_ms(), 490);
  EXPECT_EQ(progress.high_ms(), 1000);
}

TEST(StreamProgress, AnIdlePartitionHoldsNobodyBack) {
  StreamProgress progress(10);
  const std::size_t a = progress.add_partition();
  const std::size_t b = progress.add_partition();
  progress.advance(a, 1000);
  progress.set_idle(b, true);
  EXPECT_EQ(progress.settled_ms(), 990);
  progress.set_idle(a, true);
  EXPECT_EQ(progress.settled_ms(), 990) << "all idle: the highest mark";
  progress.set_idle(b, false);
  EXPECT_EQ(progress.settled_ms(), INT64_MIN);
}

TEST(StreamProgress, WithoutEventsNothingIsSettled) {
  StreamProgress progress(10);
  EXPECT_EQ(progress.settled_ms(), INT64_MIN);
  progress.set_idle(progress.add_partition(), true);
  EXPECT_EQ(progress.settled_ms(), INT64_MIN);
  EXPECT_EQ(progress.high_ms(), INT64_MIN);
}

TEST(FinalMarks, TellSinceWhichRevisionAnEndIsFinal) {
  FinalMarks marks;
  EXPECT_EQ(marks.final_revision(0), 0u);
  marks.add(100, 5);
  marks.add(90, 6);  // older news
  marks.add(200, 8);
  EXPECT_EQ(marks.settled_ms(), 200);
  EXPECT_EQ(marks.final_revision(-7), 5u);
  EXPECT_EQ(marks.final_revision(100), 5u);
  EXPECT_EQ(marks.final_revision(101), 8u);
  EXPECT_EQ(marks.final_revision(200), 8u);
  EXPECT_EQ(marks.final_revision(201), 0u);
}

TEST(FinalMarks, OldEndsThatNobodyAsksAboutAreThinnedOut) {
  FinalMarks marks;
  for (std::uint64_t end = 1; end <= 100; ++end) marks.add(static_cast<std::int64_t>(end), end);
  std::vector<std::int64_t> forgotten;
  // Windows of 10 are asked about for good.
  const auto crosses_ten = [](std::int64_t previous, std::int64_t settled) {
    return previous == INT64_MIN || settled / 10 * 10 > previous;
  };
  const auto forget = [&](std::int64_t settled) { forgotten.push_back(settled); };
  marks.thin(50, crosses_ten, forget);
  EXPECT_EQ(forgotten.size(), 44u) << "of 1 to 49 stay 1, 10, 20, 30, 40";
  EXPECT_EQ(marks.final_revision(10), 10u);
  EXPECT_EQ(marks.final_revision(40), 40u);
  EXPECT_EQ(marks.final_revision(63), 63u) << "young ones stay";
  marks.thin(70, crosses_ten, forget);
  EXPECT_EQ(forgotten.size(), 62u);
  EXPECT_EQ(marks.final_revision(50), 50u);
  EXPECT_EQ(marks.final_revision(100), 100u);
}

}  // namespace
}  // namespace ioc::testing::progress_test
