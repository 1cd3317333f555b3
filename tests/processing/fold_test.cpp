#include "processing/fold.h"

#include <gtest/gtest.h>

#include "tests/processing/plan_builder.h"

namespace ioc::testing::fold_test {
namespace {

using model::kHourMs;
using model::kMinuteMs;
using model::Reason;
using processing::PartitionFold;

constexpr std::int64_t kNoon = 1'602'763'200'000;

Event event_at(std::int64_t time_ms, std::uint64_t id) {
  Event event;
  event.time_ms = time_ms;
  event.id = {id * 0x9E3779B97F4A7C15ULL << 1, id << 20};
  event.number = 1;
  return event;
}

class FoldTest : public ::testing::Test {
 protected:
  explicit FoldTest(bool remembers_ids = true) {
    PlanBuilder builder(model::Zone(), {model::Unit{}});
    builder.add_stream(kHourMs, 0, remembers_ids);
    IndicatorSpec spec;
    spec.id = "x";
    spec.windows = {tumbling(kMinuteMs)};
    builder.add(spec);
    plan_ = builder.build();
    fold_ = std::make_unique<PartitionFold>(plan_, 0, model::PartitionMark{});
  }

  std::vector<model::Refusal> fold(const std::vector<Event>& events) {
    std::vector<model::Refusal> refused;
    next_ += std::ssize(events);
    fold_->fold(batch_of(events), {next_, next_ - 1, 99}, refused);
    return refused;
  }
  std::int64_t pending_count() {
    std::int64_t count = 0;
    const processing::PartitionChange change = fold_->take();
    for (std::size_t i = 0; i < change.cubes[0].rows.size(); ++i) {
      count += change.cubes[0].rows.row(i)[1];
    }
    return count;
  }

  model::Plan plan_;
  std::unique_ptr<PartitionFold> fold_;
  std::int64_t next_ = 0;
};

TEST_F(FoldTest, LatenessIsJudgedAgainstThePartitionsOwnHighMark) {
  const auto refused =
      fold({event_at(kNoon, 1), event_at(kNoon - kHourMs, 2), event_at(kNoon - kHourMs - 1, 3),
            event_at(kNoon + 1, 4), event_at(kNoon - kHourMs, 5)});
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[0].record, 2u);
  EXPECT_EQ(refused[0].reason, Reason::too_late);
  EXPECT_EQ(refused[1].record, 4u);
  const model::Tally& tally = fold_->mark().tally;
  EXPECT_EQ(tally.received, 5u);
  EXPECT_EQ(tally.counted, 3u);
  EXPECT_EQ(fold_->mark().high_mark_ms, kNoon + 1);
}

TEST_F(FoldTest, TheFirstByOffsetIsTheEventAndLaterOnesAreDuplicates) {
  Event other_time = event_at(kNoon + kMinuteMs, 1);
  EXPECT_TRUE(fold({event_at(kNoon, 1), event_at(kNoon, 1), other_time}).empty());
  EXPECT_EQ(fold_->mark().tally.duplicate, 2u);
  EXPECT_EQ(fold_->mark().high_mark_ms, kNoon) << "a duplicate does not move the mark";
  EXPECT_EQ(pending_count(), 1);
}

TEST_F(FoldTest, ARefusedEventIsNotRemembered) {
  fold({event_at(kNoon, 1), event_at(kNoon - 2 * kHourMs, 2), event_at(kNoon, 2)});
  EXPECT_EQ(fold_->mark().tally.duplicate, 0u);
  EXPECT_EQ(fold_->mark().tally.counted, 2u);
}

TEST_F(FoldTest, ALateRepeatIsTooLateNotADuplicate) {
  fold({event_at(kNoon, 1), event_at(kNoon + 3 * kHourMs, 2), event_at(kNoon, 1)});
  EXPECT_EQ(fold_->mark().tally.duplicate, 0u);
  EXPECT_EQ(fold_->mark().tally.refused[static_cast<std::size_t>(Reason::too_late)], 1u);
}

TEST_F(FoldTest, RecordsThatDidNotDecodeAreTallied) {
  Event bad = event_at(kNoon, 2);
  bad.refused = Reason::bad_type;
  fold({bad, event_at(kNoon, 1), bad});
  EXPECT_TRUE(fold_->mark().tally.balances());
  EXPECT_EQ(fold_->mark().tally.refused[static_cast<std::size_t>(Reason::bad_type)], 2u);
}

TEST_F(FoldTest, TakingHandsOverEverythingOnce) {
  fold({event_at(kNoon, 1), event_at(kNoon + 5 * kHourMs, 2)});
  EXPECT_EQ(fold_->pending_events(), 2u);
  EXPECT_EQ(fold_->pending_rows(), 2u);
  processing::PartitionChange change = fold_->take();
  EXPECT_EQ(change.mark.next_offset, 2);
  EXPECT_EQ(change.mark.last_offset, 1);
  EXPECT_EQ(change.mark.fingerprint, 99u);
  ASSERT_EQ(change.ids.size(), 2u);
  EXPECT_EQ(change.ids[0].hour, kNoon / kHourMs);
  EXPECT_EQ(change.forget_ids_before_hour, kNoon / kHourMs + 4);
  EXPECT_EQ(change.cubes[0].groups.size(), 1u);
  EXPECT_EQ(fold_->pending_events(), 0u);
  change = fold_->take();
  EXPECT_TRUE(change.ids.empty());
  EXPECT_EQ(change.cubes[0].rows.size(), 0u);
  EXPECT_TRUE(change.cubes[0].groups.empty()) << "told once";
}

TEST_F(FoldTest, ANewFoldGoesOnFromTheMarkAndTheIdsItIsGiven) {
  fold({event_at(kNoon, 1), event_at(kNoon, 2)});
  const processing::PartitionChange change = fold_->take();
  fold_ = std::make_unique<PartitionFold>(plan_, 0, change.mark);
  for (const model::IdBlock& block : change.ids) {
    for (const model::EventId& id : block.ids) fold_->recall(block.hour, id);
  }
  fold({event_at(kNoon, 1), event_at(kNoon - 2 * kHourMs, 7), event_at(kNoon, 3)});
  EXPECT_EQ(fold_->mark().tally.duplicate, 1u);
  EXPECT_EQ(fold_->mark().tally.counted, 3u);
  EXPECT_EQ(fold_->mark().tally.received, 5u);
}

TEST_F(FoldTest, AnEmptyBatchMovesTheOffsetAlone) {
  fold({event_at(kNoon, 1)});
  std::vector<model::Refusal> refused;
  fold_->fold(model::EventBatch{}, {50, 49, 7}, refused);
  EXPECT_EQ(fold_->mark().next_offset, 50);
  EXPECT_EQ(fold_->mark().high_mark_ms, kNoon);
}

class FoldWithoutIdsTest : public FoldTest {
 protected:
  FoldWithoutIdsTest() : FoldTest(false) {}
};

TEST_F(FoldWithoutIdsTest, CountsRepeatsAgain) {
  fold({event_at(kNoon, 1), event_at(kNoon, 1)});
  EXPECT_EQ(fold_->mark().tally.counted, 2u);
  EXPECT_TRUE(fold_->take().ids.empty());
}

}  // namespace
}  // namespace ioc::testing::fold_test
