// One shard: a thread that reads, decodes and folds its own partitions.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "app/mailbox.h"
#include "ingest/decoder.h"
#include "ingest/kafka_source.h"
#include "model/plan.h"
#include "processing/fold.h"

namespace ioc::app {

// What the engine's thread may know of a partition while its shard works.
struct PartitionPulse {
  std::atomic<bool> is_read{false};             // neither waited for nor stopped
  std::atomic<bool> at_end{false};              // everything in the log was read
  std::atomic<std::int64_t> last_record_ms{0};  // steady clock
  std::atomic<std::int64_t> arrival_ms{0};      // Kafka timestamp of the newest record read
  std::atomic<bool> is_near_end{false};         // about a batch of the log is left, at most
  std::atomic<std::uint64_t> id_bytes{0};
  std::atomic<std::uint64_t> life_bytes{0};
  std::atomic<std::uint64_t> life_bytes_max{0};  // told to the shard
};

// A partition this process reads.
struct ReadPartition {
  std::size_t index = 0;    // in engine, mailbox and pipeline
  std::uint32_t place = 0;  // in its source
  int stream = -1;
  model::PartitionName name;
  std::unique_ptr<processing::PartitionFold> fold;
  std::shared_ptr<PartitionPulse> pulse;
};

// Role: owns its partitions' folds. Nothing is shared but the mailbox and the pulses.
// Bounds: what is folded and not yet handed over, kCommitEventsMax and kCommitRowsMax a partition
// and `pending_bytes_max` of all; beyond, the shard waits for the engine and Kafka waits for the
// shard.
class Shard {
 public:
  Shard(int number, const model::Plan& plan, ingest::KafkaSource& source, Mailbox& mailbox,
        const std::atomic<std::int64_t>& commit_interval_ms, std::size_t pending_bytes_max,
        std::vector<ReadPartition> partitions);
  ~Shard() { stop(); }

  void start();
  void stop();
  // Set when the source failed as a whole; the service must start anew.
  std::optional<model::Error> failure() const;

 private:
  struct Own {
    ReadPartition partition;
    ingest::Decoder* decoder = nullptr;
    std::int64_t handed_over_ms = 0;
    std::vector<model::OutboxEntry> dead_letters;
  };

  void run();
  void fail(const model::Error& error);
  bool take_in(const ingest::FetchedBatch& batch);
  void keep_dead_letters(Own& own, std::span<const model::Record> records,
                         std::vector<model::Refusal>& refused);
  void hand_over(bool at_the_end);
  bool is_full(const Own& own) const;
  std::size_t pending_bytes() const;

  const int number_;
  const model::Plan* plan_;
  ingest::KafkaSource* source_;
  Mailbox* mailbox_;
  const std::atomic<std::int64_t>* commit_interval_ms_;
  const std::size_t pending_bytes_max_;
  std::vector<Own> own_;
  std::vector<Own*> by_place_;
  std::vector<std::unique_ptr<ingest::Decoder>> decoders_;  // by stream
  model::EventBatch batch_;
  std::vector<model::Refusal> refused_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex failure_mutex_;  // guards failure_, written once
  std::optional<model::Error> failure_;
  std::thread thread_;
};

}  // namespace ioc::app
