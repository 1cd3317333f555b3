// A mock broker with a topic, and short ways to write to it and read it back.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "ingest/fingerprint.h"
#include "ingest/kafka_producer.h"
#include "ingest/kafka_source.h"
#include "ingest/mock_broker.h"

// In this order.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

namespace ioc::ingest {

// Numbers of Kafka's requests, for the mock's fault injection.
inline constexpr int16_t kProduceRequest = 0;
inline constexpr int16_t kFetchRequest = 1;
inline constexpr int16_t kListOffsetsRequest = 2;
inline constexpr int16_t kInitProducerIdRequest = 22;

inline constexpr int kPatienceMs = 20'000;
inline constexpr std::int64_t kFirstTimestampMs = 1'600'000'000'000;

struct ReadRecord {
  std::int64_t offset;
  std::string key;
  std::string value;
  std::int64_t timestamp_ms;
  std::uint64_t fingerprint;
  std::vector<std::pair<std::string, std::string>> headers;
};

class KafkaFixture : public ::testing::Test {
 protected:
  static constexpr const char* kTopic = "events";

  void SetUp() override {
    auto broker = MockBroker::start();
    ASSERT_TRUE(broker.ok()) << broker.error().message();
    broker_ = std::move(*broker);
    ASSERT_TRUE(broker_->create_topic(kTopic, 4).ok());
  }

  KafkaSettings settings(int shards = 1) const {
    KafkaSettings made;
    made.brokers = broker_->bootstraps();
    made.shards = shards;
    return made;
  }

  // `count` records to one partition, in order: value "v<first>", "v<first + 1>", ...
  void write(int partition, int count, int first = 0) {
    auto settings = this->settings();
    auto producer = KafkaProducer::open(settings);
    ASSERT_TRUE(producer.ok());
    int acknowledged = 0;
    for (int i = first; i < first + count; ++i) {
      const std::string key = key_for(partition, i);
      const std::string value = fmt::format("v{}", i);
      ProducedRecord record;
      record.topic = kTopic;
      record.key = key;
      record.value = value;
      record.timestamp_ms = kFirstTimestampMs + i;
      while (!(*producer)->produce(
          record, [&](const model::Status& status) { acknowledged += status.ok(); })) {
        (void)(*producer)->poll(10);
      }
    }
    ASSERT_TRUE((*producer)->flush(kPatienceMs).ok());
    ASSERT_EQ(acknowledged, count);
  }

  // Records of kBulkBytes to one partition, stored as they are.
  static constexpr std::size_t kBulkBytes = 10'000;
  void write_bulk(int partition, int count) {
    auto plain = settings();
    plain.options["compression.codec"] = "none";
    auto producer = KafkaProducer::open(plain);
    ASSERT_TRUE(producer.ok());
    const std::string bulk(kBulkBytes, 'x');
    for (int i = 0; i < count; ++i) {
      const std::string key = key_for(partition, i);
      ProducedRecord record;
      record.topic = kTopic;
      record.key = key;
      record.value = bulk;
      while (!(*producer)->produce(record)) (void)(*producer)->poll(10);
    }
    ASSERT_TRUE((*producer)->flush(kPatienceMs).ok());
  }

  // A key that the client's own partitioner sends to this partition of four.
  static std::string key_for(int partition, int number) {
    for (int salt = 0;; ++salt) {
      std::string key = fmt::format("k{}-{}", number, salt);
      if (rd_kafka_msg_partitioner_consistent(nullptr, key.data(), key.size(), 4, nullptr,
                                              nullptr) == partition) {
        return key;
      }
    }
  }

  static PartitionStart start_of(int partition, std::int64_t next = 0, std::int64_t last = -1,
                                 std::uint64_t fingerprint = 0, int shard = 0) {
    return {{kTopic, partition}, next, last, fingerprint, shard};
  }

  static std::unique_ptr<KafkaSource> started(KafkaSettings settings,
                                              std::vector<PartitionStart> starts) {
    auto source = KafkaSource::open(std::move(settings));
    EXPECT_TRUE(source.ok());
    auto begun = (*source)->verify(starts);
    if (begun) begun = (*source)->start(std::move(starts));
    EXPECT_TRUE(begun.ok()) << begun.error().message();
    return std::move(*source);
  }

  // Polls one shard until `wanted` records came (of all partitions) or patience ends.
  static std::vector<std::vector<ReadRecord>> read(KafkaSource& source, int shard, int wanted,
                                                   int partitions = 4,
                                                   int patience_ms = kPatienceMs) {
    std::vector<std::vector<ReadRecord>> by_partition(static_cast<std::size_t>(partitions));
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(patience_ms);
    while (wanted > 0 && std::chrono::steady_clock::now() < end) {
      auto batches = source.poll(shard, 50);
      EXPECT_TRUE(batches.ok());
      if (!batches) break;
      for (const FetchedBatch& batch : *batches) {
        for (const model::Record& record : batch.records) {
          ReadRecord copy{record.offset,
                          std::string(record.key.value_or("")),
                          std::string(record.value.value_or("")),
                          record.timestamp_ms,
                          fingerprint(record),
                          {}};
          for (const auto& [name, value] : record.headers) copy.headers.emplace_back(name, value);
          by_partition[batch.partition].push_back(std::move(copy));
          --wanted;
        }
      }
    }
    return by_partition;
  }

  void inject(int16_t request, int count, rd_kafka_resp_err_t err) {
    const std::vector<rd_kafka_resp_err_t> errors(static_cast<std::size_t>(count), err);
    rd_kafka_mock_push_request_errors_array(broker_->cluster(), request, errors.size(),
                                            errors.data());
  }

  // What the broker holds as our committed position; -1: nothing.
  std::int64_t committed(int partition) const {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", broker_->bootstraps().c_str(), nullptr, 0);
    rd_kafka_conf_set(conf, "group.id", "ioc-pulse", nullptr, 0);
    rd_kafka_t* client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0);
    auto* list = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(list, kTopic, partition);
    rd_kafka_committed(client, list, kPatienceMs);
    const std::int64_t offset = list->elems[0].offset;
    rd_kafka_topic_partition_list_destroy(list);
    rd_kafka_destroy(client);
    return offset < 0 ? -1 : offset;
  }

  std::unique_ptr<MockBroker> broker_;
};

}  // namespace ioc::ingest
