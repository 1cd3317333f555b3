// Streams that are read together: one source and its shards.
//
// Why groups: a source's partitions are fixed once it reads. All streams that can be read at the
// start are one group; one whose topic appears later is a group of its own, and nobody who reads
// already is touched.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "app/mailbox.h"
#include "app/shard.h"
#include "app/status.h"
#include "ingest/kafka_source.h"
#include "model/plan.h"

namespace ioc::app {

// Role: owns the shards, shares the source with whoever asks it.
// Threads: one owner; `end_of` and `stopped` from any after `start`.
class ReadGroup {
 public:
  // The partitions have their places in the source: 0, 1, 2, …
  ReadGroup(std::shared_ptr<ingest::KafkaSource> source, std::vector<ReadPartition> partitions);
  ~ReadGroup() { stop(); }

  // `pending_bytes_max` is for all shards together. Errors: those of KafkaSource::start.
  model::Status start(const model::Plan& plan, int shards, Mailbox& mailbox,
                      const std::atomic<std::int64_t>& commit_interval_ms,
                      std::size_t pending_bytes_max);
  // Ends the shards' threads after they have handed over what they folded.
  void stop();

  // Set when the source failed as a whole; the service must start anew.
  std::optional<model::Error> failure() const;
  const std::shared_ptr<ingest::KafkaSource>& source() const { return source_; }
  std::vector<ingest::StoppedPartition> stopped() const { return source_->stopped(); }
  // Tells Kafka's own tools how far we are.
  void mirror_offsets(const StatusSnapshot& snapshot) const;
  // Where the log of a partition ends, by its index in the engine; -1: not known, or not ours.
  std::int64_t end_of(std::size_t index) const;

 private:
  const std::shared_ptr<ingest::KafkaSource> source_;
  std::vector<std::size_t> indexes_;    // in the engine, by place
  std::vector<ReadPartition> waiting_;  // until `start`
  std::vector<std::unique_ptr<Shard>> shards_;
};

// Where each of these goes on, and in which shard.
std::vector<ingest::PartitionStart> starts_of(const std::vector<ReadPartition>& partitions,
                                              int shards);

}  // namespace ioc::app
