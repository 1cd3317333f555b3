// Reading Kafka, from waiting for the streams' topics to the last record handed over.
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

// Role: owns the source and the shards. Threads: one owner; `source` from any.
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
    Status& status;
    const std::vector<model::LifecycleNumber>& lifecycle_numbers;  // in the store, by the plan's
  };
  // `anchors` are those kept with the state.
  Reading(const World& world, ingest::KafkaSettings settings, KnownPartitions known,
          std::span<const ingest::Anchor> anchors);
  ~Reading() { end(); }

  // Waits for Kafka as long as it takes, then reads on from the committed offsets. Done also when
  // told to stop meanwhile.
  model::Status begin();
  // What must be done every now and then while shards read. Error: only a new start can heal it.
  model::Status look_after();
  void end();

  // Stops all streams for a reason of the caller's.
  void stop_streams(const model::Error& why);
  std::uint64_t id_bytes() const;
  // Null until it has started.
  std::shared_ptr<ingest::KafkaSource> source() const;

 private:
  model::Result<std::vector<ReadPartition>> find_partitions();
  model::Status check_partition_count(const ingest::TopicInfo& topic);
  std::unique_ptr<processing::PartitionFold> make_fold(int stream, const model::PartitionMark& mark,
                                                       model::PartitionNumber number) const;
  model::Result<std::size_t> engine_partition(int stream, const model::PartitionName& name,
                                              const model::PartitionMark& mark);
  model::Status recall_ids(std::vector<ReadPartition>& partitions);
  void mourn_stopped();
  void mirror_offsets();
  void check_partition_counts();
  void check_anchors();
  void keep_anchors();

  const World world_;
  const ingest::KafkaSettings settings_;
  KnownPartitions known_;
  std::shared_ptr<ingest::KafkaSource> source_;
  std::shared_ptr<ingest::KafkaSource> started_;  // the same, for scrapes, once it has started
  mutable std::mutex started_mutex_;              // guards started_
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::shared_ptr<PartitionPulse>> pulses_;
  std::set<model::PartitionName> mourned_;
  std::int64_t mirrored_ms_ = 0;
  std::int64_t counted_ms_ = 0;
  ingest::KafkaAnchors anchors_;
  std::vector<ingest::Anchor> anchors_kept_;
  std::int64_t anchored_ms_ = 0;
};

}  // namespace ioc::app
