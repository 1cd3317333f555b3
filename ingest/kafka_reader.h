// The running half of a source: the consumer with its assignment, shared out to the shards.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "ingest/kafka_client.h"
#include "ingest/kafka_probe.h"
#include "ingest/kafka_shard.h"
#include "ingest/kafka_source.h"
#include "ingest/kafka_waker.h"

namespace ioc::ingest {

// Threads: as KafkaSource, whose calls it carries out.
class KafkaReader {
 public:
  // `probe` outlives the reader. Errors: config, unavailable.
  static model::Result<std::unique_ptr<KafkaReader>> start(const KafkaSettings& settings,
                                                           KafkaProbe& probe,
                                                           std::span<const PartitionStart> starts);
  ~KafkaReader();
  KafkaReader(const KafkaReader&) = delete;
  KafkaReader& operator=(const KafkaReader&) = delete;

  KafkaShard& shard(int index) { return *shards_[static_cast<std::size_t>(index)]; }
  std::span<const std::unique_ptr<ReadPartition>> partitions() const { return partitions_; }
  std::vector<StoppedPartition> stopped() const;
  void stop(ReadPartition& partition, model::Error error);
  void commit_offsets(std::span<const KafkaSource::Position> positions);
  std::int64_t high_watermark(const ReadPartition& partition) const;
  KafkaCounters counters() const;

 private:
  KafkaReader(std::unique_ptr<KafkaClient> client, KafkaProbe& probe);
  void make_shards(int count);
  model::Status assign(std::span<const PartitionStart> starts);

  KafkaProbe& probe_;
  const std::unique_ptr<KafkaClient> client_;
  std::vector<std::unique_ptr<ReadPartition>> partitions_;  // fixed after `start`
  std::vector<std::unique_ptr<KafkaShard>> shards_;         // fixed after `start`
  std::unique_ptr<KafkaWaker> waker_;                       // fixed after `start`
  std::atomic<std::uint64_t> gaps_explained_{0};
  std::atomic<std::uint64_t> transient_errors_{0};
  mutable std::mutex stopping_;  // shards add, anyone reads
  std::vector<StoppedPartition> stopped_;
};

}  // namespace ioc::ingest
