// Reading, end to end against the mock broker: order, restart, and every guard.
#include "ingest/kafka_source.h"

#include <thread>

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_source_test {
namespace {

using model::ErrorCode;

class KafkaSourceTest : public KafkaFixture {};

TEST_F(KafkaSourceTest, TwoShardsReadFourPartitionsEachInOrder) {
  constexpr int kEach = 3000;
  for (int p = 0; p < 4; ++p) write(p, kEach);
  auto source = started(settings(2), {start_of(0, 0, -1, 0, 0), start_of(1, 0, -1, 0, 1),
                                      start_of(2, 0, -1, 0, 0), start_of(3, 0, -1, 0, 1)});
  std::vector<std::vector<ReadRecord>> first;
  std::vector<std::vector<ReadRecord>> second;
  std::thread other([&] { second = read(*source, 1, 2 * kEach); });
  first = read(*source, 0, 2 * kEach);
  other.join();
  EXPECT_TRUE(first[1].empty() && first[3].empty());
  EXPECT_TRUE(second[0].empty() && second[2].empty());
  for (std::size_t p = 0; p < 4; ++p) {
    const auto& records = p % 2 == 0 ? first[p] : second[p];
    ASSERT_EQ(records.size(), kEach);
    for (int i = 0; i < kEach; ++i) {
      const ReadRecord& record = records[static_cast<std::size_t>(i)];
      ASSERT_EQ(record.offset, i);
      ASSERT_EQ(record.value, fmt::format("v{}", i));
      ASSERT_EQ(record.key, key_for(static_cast<int>(p), i));
      ASSERT_EQ(record.timestamp_ms, kFirstTimestampMs + i);
    }
  }
  EXPECT_TRUE(source->stopped().empty());
}

TEST_F(KafkaSourceTest, TheEndIsToldWithTheWatermarkAndAgainAfterNews) {
  write(0, 10);
  auto source = started(settings(), {start_of(0)});
  const auto reach_end = [&](std::int64_t next) {
    for (int i = 0; i < 200; ++i) {
      auto batches = source->poll(0, 50);
      ASSERT_TRUE(batches.ok());
      for (const FetchedBatch& batch : *batches) {
        if (!batch.at_end) continue;
        EXPECT_EQ(batch.next_offset, next);
        EXPECT_EQ(batch.high_watermark, next);
        return;
      }
    }
    FAIL() << "the end was not told";
  };
  reach_end(10);
  write(0, 5, 10);
  reach_end(15);
  EXPECT_EQ(source->high_watermark(0), 15);
}

TEST_F(KafkaSourceTest, AnEmptyPartitionTellsItsEndAtOnce) {
  auto source = started(settings(), {start_of(0)});
  bool told = false;
  for (int i = 0; i < 100 && !told; ++i) {
    auto batches = source->poll(0, 50);
    ASSERT_TRUE(batches.ok());
    for (const FetchedBatch& batch : *batches) {
      EXPECT_TRUE(batch.records.empty());
      EXPECT_EQ(batch.next_offset, 0);
      told = batch.at_end;
    }
  }
  EXPECT_TRUE(told);
}

TEST_F(KafkaSourceTest, ASingleEventOnAQuietNightIsSeenAtOnce) {
  auto source = started(settings(), {start_of(0)});
  (void)read(*source, 0, 1, 4, 300);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    write(0, 1);
  });
  const auto begin = std::chrono::steady_clock::now();
  for (bool seen = false; !seen;) {
    auto batches = source->poll(0, 10'000);
    ASSERT_TRUE(batches.ok());
    for (const FetchedBatch& batch : *batches) seen = seen || !batch.records.empty();
  }
  // The wait of the poll is ten seconds; it may not be sat out.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
  writer.join();
}

TEST_F(KafkaSourceTest, HeadersMissingNullAndEmptyValuesArriveAsWritten) {
  auto producer = KafkaProducer::open(settings());
  ASSERT_TRUE(producer.ok());
  const std::vector<model::OutboxHeader> headers = {
      {"ce_id", "1"}, {"empty", ""}, {"null", std::nullopt}};
  ProducedRecord record;
  record.topic = kTopic;
  record.timestamp_ms = kFirstTimestampMs;
  const std::string key = key_for(0, 1);
  record.key = key;
  (*producer)->produce(record);  // no value
  record.value = std::string_view();
  (*producer)->produce(record);
  record.value = "full";
  record.headers = headers;
  (*producer)->produce(record);
  ASSERT_TRUE((*producer)->flush(kPatienceMs).ok());

  auto source = started(settings(), {start_of(0)});
  std::vector<std::optional<std::string>> values;
  std::vector<model::OutboxHeader> seen;
  for (int i = 0; i < 200 && values.size() < 3; ++i) {
    auto batches = source->poll(0, 50);
    ASSERT_TRUE(batches.ok());
    for (const FetchedBatch& batch : *batches) {
      for (const model::Record& each : batch.records) {
        values.emplace_back(each.value);
        for (const auto& [name, value] : each.headers) {
          seen.emplace_back(name, std::nullopt);
          if (value.data() != nullptr) seen.back().second = value;
        }
      }
    }
  }
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0], std::nullopt);
  EXPECT_EQ(values[1], "");
  EXPECT_EQ(values[2], "full");
  EXPECT_EQ(seen, headers);
}

TEST_F(KafkaSourceTest, ARestartGoesOnAtTheGivenOffset) {
  write(1, 50);
  std::uint64_t last = 0;
  {
    auto source = started(settings(), {start_of(1)});
    const auto records = read(*source, 0, 50)[0];
    ASSERT_EQ(records.size(), 50u);
    last = records[29].fingerprint;
  }
  auto source = started(settings(), {start_of(1, 30, 29, last)});
  const auto records = read(*source, 0, 20)[0];
  ASSERT_EQ(records.size(), 20u);
  EXPECT_EQ(records.front().offset, 30);
  EXPECT_EQ(records.back().value, "v49");
}

TEST_F(KafkaSourceTest, ATopicMadeAnewIsNoticedByTheFingerprint) {
  write(0, 40);
  auto source = KafkaSource::open(settings());
  ASSERT_TRUE(source.ok());
  const auto begun = (*source)->verify(std::vector{start_of(0, 30, 29, 12345)});
  ASSERT_FALSE(begun.ok());
  EXPECT_EQ(begun.error().code, ErrorCode::source_changed);
  EXPECT_EQ(begun.error().subject, "events[0]");
  EXPECT_NE(begun.error().text.find("offset 29"), std::string::npos);
}

TEST_F(KafkaSourceTest, AShorterLogThanWasReadIsNoticed) {
  write(0, 10);
  auto source = KafkaSource::open(settings());
  ASSERT_TRUE(source.ok());
  const auto begun = (*source)->verify(std::vector{start_of(0, 30, 29, 1)});
  ASSERT_FALSE(begun.ok());
  EXPECT_EQ(begun.error().code, ErrorCode::source_changed);
  EXPECT_NE(begun.error().text.find("ends at offset 10"), std::string::npos)
      << begun.error().message();
}

TEST_F(KafkaSourceTest, RetentionThatOvertookUsNamesTheLostRange) {
  write_bulk(0, 1000);  // the mock keeps 5 MiB of these 10
  auto source = KafkaSource::open(settings());
  ASSERT_TRUE(source.ok());
  const auto begun = (*source)->verify(std::vector{start_of(0, 5, 4, 1)});
  ASSERT_FALSE(begun.ok());
  EXPECT_EQ(begun.error().code, ErrorCode::source_changed);
  EXPECT_NE(begun.error().text.find("records [5, "), std::string::npos) << begun.error().message();
}

TEST_F(KafkaSourceTest, ErrorsOfFetchesAreSurvivedWithoutLossOrRepeat) {
  write(0, 500);
  write(1, 500);
  auto source = started(settings(), {start_of(0), start_of(1)});
  inject(kFetchRequest, 3, RD_KAFKA_RESP_ERR__TRANSPORT);
  inject(kFetchRequest, 3, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  const auto records = read(*source, 0, 1000);
  for (std::size_t p = 0; p < 2; ++p) {
    ASSERT_EQ(records[p].size(), 500u);
    for (std::size_t i = 0; i < 500; ++i) ASSERT_EQ(records[p][i].offset, i);
  }
  EXPECT_TRUE(source->stopped().empty());
}

TEST_F(KafkaSourceTest, ABrokerThatGoesAndComesBackIsSurvived) {
  write(0, 100);
  auto source = started(settings(), {start_of(0)});
  ASSERT_EQ(read(*source, 0, 100)[0].size(), 100u);
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  ASSERT_TRUE(read(*source, 0, 1, 4, 500)[0].empty());
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  write(0, 100, 100);
  const auto records = read(*source, 0, 100)[0];
  ASSERT_EQ(records.size(), 100u);
  EXPECT_EQ(records.front().offset, 100);
}

TEST_F(KafkaSourceTest, RetentionThatPassesASlowReaderStopsThatPartitionLoudlyAndNoOther) {
  // The reader has room for a megabyte and does not poll; the mock keeps 5 MiB a partition.
  write_bulk(0, 400);
  write(1, 10);
  auto reading = settings();
  reading.buffer_bytes = model::kKafkaBufferBytesMin;
  auto source = started(reading, {start_of(0), start_of(1)});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  write_bulk(0, 1200);
  std::int64_t expected = 0;
  for (int i = 0; i < 400 && source->stopped().empty(); ++i) {
    auto batches = source->poll(0, 50);
    ASSERT_TRUE(batches.ok());
    for (const FetchedBatch& batch : *batches) {
      if (batch.partition != 0) continue;
      for (const model::Record& record : batch.records) ASSERT_EQ(record.offset, expected++);
    }
  }
  const auto stopped = source->stopped();
  ASSERT_EQ(stopped.size(), 1u);
  EXPECT_EQ(stopped[0].name.partition, 0);
  EXPECT_EQ(stopped[0].error.code, ErrorCode::source_changed);
  EXPECT_EQ(stopped[0].error.subject, "events[0]");
  write(1, 10, 10);
  const auto more = read(*source, 0, 10);
  EXPECT_TRUE(more[0].empty());
  EXPECT_GE(more[1].size(), 10u);
}

TEST_F(KafkaSourceTest, ATopicStoppedByTheCallerStaysSilent) {
  write(0, 10);
  auto source = started(settings(), {start_of(0), start_of(1)});
  ASSERT_EQ(read(*source, 0, 10)[0].size(), 10u);
  source->stop_topic("another", {ErrorCode::source_changed, "not ours", {}});
  EXPECT_TRUE(source->stopped().empty());
  source->stop_topic(kTopic, {ErrorCode::source_changed, "its partitions changed", {}});
  const auto stopped = source->stopped();
  ASSERT_EQ(stopped.size(), 2u);
  EXPECT_EQ(stopped[0].error.message(), "events[0]: its partitions changed");
  write(0, 10, 10);
  EXPECT_TRUE(read(*source, 0, 1, 4, 500)[0].empty());
}

TEST_F(KafkaSourceTest, TopicsTellTheirPartitions) {
  auto source = started(settings(), {start_of(0)});
  auto info = source->topic(kTopic);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->partition_count, 4);
  auto counts = source->refresh_partition_counts();
  ASSERT_TRUE(counts.ok());
  ASSERT_EQ((*counts).size(), 1u);
  EXPECT_EQ((*counts)[0].partition_count, 4);
  rd_kafka_mock_topic_set_error(broker_->cluster(), "lost",
                                RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  auto lost = source->topic("lost");
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code, ErrorCode::config);
}

TEST_F(KafkaSourceTest, ABrokerThatIsAwayIsUnavailable) {
  KafkaSettings nowhere;
  nowhere.brokers = "127.0.0.1:9";
  auto source = KafkaSource::open(nowhere);
  ASSERT_TRUE(source.ok());
  auto info = (*source)->topic(kTopic, 300);
  ASSERT_FALSE(info.ok());
  EXPECT_EQ(info.error().code, ErrorCode::unavailable);
}

TEST_F(KafkaSourceTest, PartitionsAreSharedOutAmongInstances) {
  auto wanted = settings();
  wanted.instances = 3;
  wanted.instance = 1;
  auto source = KafkaSource::open(wanted);
  ASSERT_TRUE(source.ok());
  EXPECT_FALSE((*source)->reads(0));
  EXPECT_TRUE((*source)->reads(1));
  EXPECT_TRUE((*source)->reads(4));
  wanted.instance = 3;
  auto wrong = KafkaSource::open(wanted);
  ASSERT_FALSE(wrong.ok());
  EXPECT_EQ(wrong.error().code, ErrorCode::config);
}

TEST_F(KafkaSourceTest, PositionsAreMirroredToTheBroker) {
  write(0, 10);
  auto source = started(settings(), {start_of(0)});
  ASSERT_EQ(read(*source, 0, 10)[0].size(), 10u);
  const KafkaSource::Position position{0, 7};
  source->commit_offsets({&position, 1});
  std::int64_t mirrored = -1;
  for (int i = 0; i < 100 && mirrored != 7; ++i) {
    (void)source->poll(0, 50);
    mirrored = committed(0);
  }
  EXPECT_EQ(mirrored, 7);
  EXPECT_EQ(source->counters().commit_failures, 0u);
}

TEST_F(KafkaSourceTest, MemoryAheadOfTheFoldIsBounded) {
  // 4 MiB of room, 16 MB in the log, and nobody polls.
  for (int p = 0; p < 4; ++p) write_bulk(p, 400);
  auto reading = settings();
  reading.buffer_bytes = 4 << 20;
  auto source = started(reading, {start_of(0), start_of(1), start_of(2), start_of(3)});
  std::this_thread::sleep_for(std::chrono::milliseconds(1500));
  // One poll has room for all of it, so what it finds at once is what had been fetched.
  static_assert(model::kBatchRecordsMax * kBulkBytes > 2 * (4 << 20));
  auto batches = source->poll(0, 0);
  ASSERT_TRUE(batches.ok());
  std::size_t waiting = 0;
  for (const FetchedBatch& batch : *batches) waiting += batch.records.size() * kBulkBytes;
  EXPECT_LT(waiting, static_cast<std::size_t>(5 << 20));
  EXPECT_GT(waiting, 0u);
}

}  // namespace
}  // namespace ioc::ingest::kafka_source_test
