// One shard thread's share of a reader: its queue, its partitions, and what it was last given.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "ingest/decoder_arena.h"
#include "ingest/kafka_client.h"
#include "ingest/kafka_source.h"
#include "model/result.h"

namespace ioc::ingest {

// One partition as its shard knows it.
struct ReadPartition {
  // Fixed after construction.
  model::PartitionName name;
  std::uint32_t index = 0;  // in the caller's starts
  int shard = 0;
  TopicPtr topic;
  // Owned by the shard's thread.
  std::int64_t expected = -1;  // the next offset; -1: whatever comes first
  bool is_at_end = false;
  // Any thread.
  std::atomic<bool> stopped{false};
};

// Role: turns what librdkafka hands over into batches, and stops at the first doubt.
// Threads: the shard's own. Owns: copies of the records of the last poll, until the next.
// Cost: no allocation per record once warm, except what librdkafka itself allocates. A record is
// copied from the callback that shows it and its message is free at once: the library then takes
// its lock once for a batch instead of once for a message, and nobody comes back to a message that
// has left the cache (a tenth of all a bare consumer does, the copy counted in: `bench/`).
class KafkaShard {
 public:
  struct Doors {
    // Explains a jump from expected to seen (kafka_verify.h).
    std::function<model::Status(const ReadPartition&, std::int64_t expected, std::int64_t seen)>
        explain_gap;
    std::function<void(ReadPartition&, model::Error)> stop;
    std::function<void(rd_kafka_resp_err_t, const char* text)> passing_trouble;
    std::function<void()> wake_fetchers;  // kafka_waker.h
  };
  KafkaShard(rd_kafka_t* reader, QueuePtr queue, Doors doors);
  KafkaShard(const KafkaShard&) = delete;
  KafkaShard& operator=(const KafkaShard&) = delete;

  void add(ReadPartition* partition) { partitions_.push_back(partition); }
  // What belongs to no partition: errors of brokers, answers to commits. One shard hears it.
  void hear(QueuePtr general) { general_ = std::move(general); }
  rd_kafka_queue_t* queue() const { return queue_.get(); }
  model::Result<std::span<const FetchedBatch>> poll(int wait_ms);

 private:
  void clear();
  void receive(int wait_ms);
  void receive_general();
  static void on_message(rd_kafka_message_t* message, void* shard);
  void watch_queue();
  model::Status take(const rd_kafka_message_t& message);
  model::Status take_error(const rd_kafka_message_t& message, ReadPartition* partition);
  void take_record(const rd_kafka_message_t& message, ReadPartition& partition);
  // False: the partition stopped.
  bool advance(ReadPartition& partition, std::int64_t seen);
  void append(const rd_kafka_message_t& message);
  std::string_view keep(const void* data, std::size_t size);
  FetchedBatch& batch_of(ReadPartition& partition);
  void finish();
  ReadPartition* find(const rd_kafka_message_t& message);

  rd_kafka_t* const reader_;
  const QueuePtr queue_;
  QueuePtr general_;  // null: another shard hears it
  const Doors doors_;
  std::vector<ReadPartition*> partitions_;
  ReadPartition* last_found_ = nullptr;
  std::size_t queue_length_peak_ = 0;  // since fetching was last woken
  // The last poll; vectors keep their room. Records of one batch stand together in `records_`.
  model::Status taken_ = model::Done{};
  TextArena room_;
  std::size_t room_used_ = 0;  // bytes
  std::vector<model::Record> records_;
  std::vector<model::Header> headers_;
  std::vector<std::uint32_t> header_begin_;  // by record; one more than records at the end
  struct Run {
    ReadPartition* partition;
    std::uint32_t record_count;
  };
  std::vector<Run> runs_;  // by batch
  std::vector<FetchedBatch> batches_;
};

}  // namespace ioc::ingest
