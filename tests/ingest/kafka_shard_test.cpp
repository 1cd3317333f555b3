// The guard on offsets, with a shard whose expectation is set against what really comes.
#include "ingest/kafka_shard.h"

#include <optional>

#include "ingest/kafka_waker.h"
#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_shard_test {
namespace {

class KafkaShardTest : public KafkaFixture {
 protected:
  void TearDown() override {
    shard_.reset();
    partition_.reset();
  }

  // Reads partition 0 from `offset` on, while `expected` is what the shard waits for.
  void begin(std::int64_t offset, std::int64_t expected) {
    auto client = make_client(RD_KAFKA_CONSUMER, settings(), reader_properties());
    ASSERT_TRUE(client.ok());
    client_ = std::move(*client);
    KafkaShard::Doors doors;
    doors.explain_gap = [this](const ReadPartition&, std::int64_t from, std::int64_t to) {
      gap_ = {from, to};
      return explanation_;
    };
    doors.stop = [this](ReadPartition& partition, model::Error error) {
      partition.stopped = true;
      stopped_ = std::move(error);
    };
    doors.passing_trouble = [](rd_kafka_resp_err_t, const char*) {};
    doors.wake_fetchers = [] {};
    shard_ = std::make_unique<KafkaShard>(
        client_->get(), QueuePtr(rd_kafka_queue_new(client_->get())), std::move(doors));
    partition_ = std::make_unique<ReadPartition>();
    partition_->name = {kTopic, 0};
    partition_->topic.reset(rd_kafka_topic_new(client_->get(), kTopic, nullptr));
    partition_->expected = expected;
    shard_->add(partition_.get());
    const QueuePtr queue(rd_kafka_queue_get_partition(client_->get(), kTopic, 0));
    rd_kafka_queue_forward(queue.get(), shard_->queue());
    PartitionListPtr list(rd_kafka_topic_partition_list_new(1));
    rd_kafka_topic_partition_list_add(list.get(), kTopic, 0)->offset = offset;
    ASSERT_EQ(rd_kafka_assign(client_->get(), list.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  std::vector<std::int64_t> offsets_to_end() {
    std::vector<std::int64_t> offsets;
    for (int i = 0; i < 400; ++i) {
      auto batches = shard_->poll(50);
      EXPECT_TRUE(batches.ok());
      for (const FetchedBatch& batch : *batches) {
        for (const model::Record& record : batch.records) offsets.push_back(record.offset);
        if (batch.at_end) return offsets;
      }
      if (stopped_) return offsets;
    }
    ADD_FAILURE() << "neither end nor stop";
    return offsets;
  }

  std::unique_ptr<KafkaClient> client_;
  std::unique_ptr<ReadPartition> partition_;
  std::unique_ptr<KafkaShard> shard_;
  model::Status explanation_ = model::Done{};
  std::optional<std::pair<std::int64_t, std::int64_t>> gap_;
  std::optional<model::Error> stopped_;
};

TEST_F(KafkaShardTest, WhatIsExpectedPassesUnasked) {
  write(0, 10);
  begin(4, 4);
  EXPECT_EQ(offsets_to_end(), (std::vector<std::int64_t>{4, 5, 6, 7, 8, 9}));
  EXPECT_FALSE(gap_ || stopped_);
}

TEST_F(KafkaShardTest, AnExplainedGapIsSteppedOver) {
  write(0, 10);
  begin(7, 4);
  EXPECT_EQ(offsets_to_end(), (std::vector<std::int64_t>{7, 8, 9}));
  ASSERT_TRUE(gap_);
  EXPECT_EQ(*gap_, std::pair(std::int64_t{4}, std::int64_t{7}));
  EXPECT_FALSE(stopped_);
}

TEST_F(KafkaShardTest, AnUnexplainedGapHandsOverNothingAndStops) {
  write(0, 10);
  explanation_ = model::Error{model::ErrorCode::source_changed, "left out", {}};
  begin(7, 4);
  EXPECT_TRUE(offsets_to_end().empty());
  ASSERT_TRUE(stopped_);
  EXPECT_EQ(stopped_->text, "left out");
}

TEST_F(KafkaShardTest, GoingBackHandsOverNothingAndStops) {
  write(0, 10);
  begin(3, 8);
  EXPECT_TRUE(offsets_to_end().empty());
  ASSERT_TRUE(stopped_);
  EXPECT_EQ(stopped_->code, model::ErrorCode::source_changed);
  EXPECT_FALSE(gap_);
}

TEST_F(KafkaShardTest, AGapBeforeTheEndIsAskedAboutToo) {
  write(0, 10);
  begin(10, 6);
  EXPECT_TRUE(offsets_to_end().empty());
  ASSERT_TRUE(gap_);
  EXPECT_EQ(*gap_, std::pair(std::int64_t{6}, std::int64_t{10}));
}

TEST_F(KafkaShardTest, OnePollHandsOverNoMoreThanABatch) {
  write(0, 3000);
  begin(0, 0);
  std::size_t records = 0;
  while (records < 3000) {
    auto batches = shard_->poll(1000);
    ASSERT_TRUE(batches.ok());
    std::size_t now = 0;
    for (const FetchedBatch& batch : *batches) now += batch.records.size();
    ASSERT_LE(now, model::kBatchRecordsMax);
    records += now;
  }
}

}  // namespace
}  // namespace ioc::ingest::kafka_shard_test
