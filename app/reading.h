// Reading Kafka, stream by stream, from waiting for its topic to the last record handed over.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "app/config.h"
#include "app/mailbox.h"
#include "app/pipeline.h"
#include "app/read_group.h"
#include "app/shard.h"
#include "app/status.h"
#include "ingest/kafka_anchors.h"
#include "ingest/kafka_source.h"
#include "model/plan.h"
#include "processing/engine.h"
#include "storage/store.h"

namespace ioc::app {

// What the state knows of a partition.
struct KnownPartition {
  std::size_t index = 0;              // in engine, mailbox and pipeline
  model::PartitionNumber number = 0;  // in the store
  model::PartitionMark mark;          // as of the start
};
using KnownPartitions = std::map<model::PartitionName, KnownPartition>;

// Role: brings each stream from waiting to being read, or stops it with the reason; owns the groups
// that read. A stream that cannot be read touches no other.
// Threads: one owner; `end_of`, `silence_ms` and `stopped` from any after `begin`.
// Bounds: a stream is tried every kStreamRetryMs; each call to a broker has its own.
class Reading {
 public:
  // All of it outlives the reading.
  struct World {
    const Config& config;
    const model::Plan& plan;
    const std::atomic<bool>& stop;
    storage::Store& store;
    processing::Engine& engine;
    Pipeline& pipeline;
    Mailbox& mailbox;
    ServiceStatus& status;
    const std::vector<model::LifecycleNumber>& lifecycle_numbers;  // in the store, by the plan's
  };
  // `anchors` are those kept with the state.
  Reading(const World& world, ingest::KafkaSettings settings, KnownPartitions known,
          std::span<const ingest::Anchor> anchors);
  ~Reading() { end(); }

  // Makes ready what needs no broker. Error: config.
  model::Status begin();
  // What must be done every now and then: streams that wait are tried, those that are read looked
  // after. Error: only a new start can heal it.
  model::Status look_after();
  void end();

  // Stops all streams for a reason of the caller's.
  void stop_streams(const model::Error& why);
  std::uint64_t id_bytes() const;
  // Tells each partition how much its lives may take (model/limits.h).
  void share_lives();
  // Partitions that stopped while they were read.
  std::vector<ingest::StoppedPartition> stopped() const;
  // Where the log of a partition ends, by its index; -1: not known, also while no broker answers.
  std::int64_t end_of(std::size_t index) const;
  // Since a broker last answered.
  std::int64_t silence_ms() const { return asker_->silence_ms(); }

 private:
  using State = StreamStatus::State;

  model::Status try_streams();
  model::Result<std::vector<ReadPartition>> try_stream(int stream);
  model::Result<std::vector<ReadPartition>> find_partitions(int stream,
                                                            const ingest::TopicInfo& topic);
  model::Status start_group(std::vector<ReadPartition> partitions, std::size_t stream_count);
  void settle(int stream, const model::Error& error);
  void set_state(int stream, State state, std::string text);
  void tell_phase();
  model::Status check_instance() const;
  model::Status check_partition_count(const ingest::TopicInfo& topic) const;
  std::unique_ptr<processing::PartitionFold> make_fold(int stream, const model::PartitionMark& mark,
                                                       model::PartitionNumber number) const;
  model::Result<std::size_t> engine_partition(int stream, const model::PartitionName& name,
                                              const model::PartitionMark& mark);
  model::Status recall_ids(std::vector<ReadPartition>& partitions);
  void stop_topic(const std::string& topic, const model::Error& why);
  void mourn_stopped();
  void check_partition_counts();
  void check_anchors();
  void keep_anchors();

  const World world_;
  const ingest::KafkaSettings settings_;
  KnownPartitions known_;
  // Asks whatever is asked beside reading; it becomes the first group's. Fixed after `begin`.
  std::shared_ptr<ingest::KafkaSource> asker_;
  std::vector<std::unique_ptr<ReadGroup>> groups_;  // only added to
  mutable std::mutex groups_mutex_;                 // guards groups_ against scrapes
  std::vector<StreamStatus> streams_;               // by stream; the status has a copy
  bool has_answered_ = false;                       // a broker, of any stream
  std::map<std::size_t, std::shared_ptr<PartitionPulse>> pulses_;  // by index
  std::set<model::PartitionName> mourned_;
  std::int64_t tried_ms_ = INT64_MIN;
  std::int64_t mirrored_ms_ = 0;
  std::int64_t counted_ms_ = 0;
  ingest::KafkaAnchors anchors_;
  std::vector<ingest::Anchor> anchors_kept_;
  std::int64_t anchored_ms_ = 0;
};

}  // namespace ioc::app
