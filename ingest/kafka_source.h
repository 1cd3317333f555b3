// Reading Kafka: given partitions from given offsets, each shard thread its own, and loud guards
// against a log that is not the one read before.
//
// The simple idea: this process alone decides who reads what and from where (static assignment; the
// state directory holds the truth about offsets), so there is no group, no rebalance and no seek.
// Records of a shard's partitions wait in one bounded queue that only its thread empties; a thread
// that does not poll makes Kafka wait, not memory grow.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "ingest/kafka_settings.h"
#include "model/event.h"
#include "model/result.h"
#include "model/state.h"

namespace ioc::ingest {

class KafkaAnchors;
class KafkaReader;
struct Standing;

// Where to go on with one partition; `next_offset` 0 without `last_offset`: from the earliest.
struct PartitionStart {
  model::PartitionName name;
  std::int64_t next_offset = 0;   // the first record to be handed over
  std::int64_t last_offset = -1;  // the last record applied; -1: none
  std::uint64_t fingerprint = 0;  // of that record
  int shard = 0;
};

// Consecutive records of one partition. The bytes live until the next poll of the same shard.
struct FetchedBatch {
  std::uint32_t partition = 0;  // index in the vector given to `start`
  std::span<const model::Record> records;
  std::int64_t next_offset = -1;     // where to go on after this batch; -1: not known yet
  bool at_end = false;               // nothing more stood in the log after these records
  std::int64_t high_watermark = -1;  // as last told by the broker; -1: not known yet
};

struct StoppedPartition {
  model::PartitionName name;
  model::Error error;
};

struct KafkaCounters {
  std::uint64_t gaps_explained = 0;    // offsets jumped: control records or compaction
  std::uint64_t transient_errors = 0;  // the client mends these itself
  std::uint64_t commit_failures = 0;   // of the mirror for lag tools
};

// Role: the door through which records come in.
// Invariants: S1 a partition's records are handed over in order, each once, none left out; where
//   that cannot be kept the partition stops and says why. S2 a stopped partition stays stopped.
// Threads: `poll(i)` by shard i's own thread; everything else by any thread after `start`.
// Errors: config, unavailable, source_changed, as said at each.
class KafkaSource {
 public:
  // Checks the settings; does not wait for a broker. Error: config.
  static model::Result<std::unique_ptr<KafkaSource>> open(KafkaSettings settings);
  ~KafkaSource();
  KafkaSource(const KafkaSource&) = delete;
  KafkaSource& operator=(const KafkaSource&) = delete;

  // True if this process reads the partition of that number.
  bool reads(std::int32_t partition) const;
  // Errors: unavailable (no broker answers), config (the topic does not exist, no right to see it).
  model::Result<TopicInfo> topic(const std::string& name,
                                 int timeout_ms = model::kKafkaCallMs) const;
  // Compares starts with the log. Errors: unavailable (try again), source_changed (the log is
  // another one, was cut, or retention overtook us).
  model::Status verify(std::span<const PartitionStart> starts) const;
  // Begins to read; the caller has verified the starts, of each topic when its turn came. Once.
  // Errors: config, unavailable.
  model::Status start(std::vector<PartitionStart> starts);

  // What came in for this shard, waiting at most `wait_ms` for the first record. Error: the client
  // failed as a whole; open a new source.
  model::Result<std::span<const FetchedBatch>> poll(int shard, int wait_ms);

  // Partitions that stopped so far, with the reasons.
  std::vector<StoppedPartition> stopped() const;
  // Stops every partition of a topic for a reason of the caller's, such as a changed count.
  void stop_topic(const std::string& topic, model::Error reason);
  // The present number of partitions of each topic read. Error: unavailable.
  model::Result<std::vector<TopicInfo>> refresh_partition_counts(
      int timeout_ms = model::kKafkaCallMs) const;

  // Whether the logs are still those read so far (kafka_anchors.h): the partitions whose log is
  // another one. The caller stops them.
  std::vector<StoppedPartition> check_anchors(KafkaAnchors& anchors,
                                              std::span<const Standing> standings) const;
  // Where these logs end now, -1 where no leader told. Error: unavailable.
  model::Result<std::vector<std::int64_t>> ends(std::span<const model::PartitionName> names,
                                                int timeout_ms) const;

  // Mirrors positions (by index in `starts`) to Kafka for lag tools; nothing rests on it.
  struct Position {
    std::uint32_t partition = 0;
    std::int64_t next_offset = 0;
  };
  void commit_offsets(std::span<const Position> positions);
  // The end of a partition as last told by the broker, without asking; -1: not known yet.
  std::int64_t high_watermark(std::uint32_t partition) const;
  KafkaCounters counters() const;
  // Since a broker last answered, or since `open` if none did yet (kafka_contact.h).
  std::int64_t silence_ms() const;

 private:
  explicit KafkaSource(KafkaSettings settings);

  const KafkaSettings settings_;
  std::unique_ptr<class KafkaProbe> probe_;
  std::unique_ptr<class KafkaContact> contact_;  // asks through the probe
  std::unique_ptr<KafkaReader> reader_;          // made by `start`
};

}  // namespace ioc::ingest
