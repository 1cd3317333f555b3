#include "app/read_group.h"

#include <algorithm>

namespace ioc::app {

ReadGroup::ReadGroup(std::shared_ptr<ingest::KafkaSource> source,
                     std::vector<ReadPartition> partitions)
    : source_(std::move(source)), waiting_(std::move(partitions)) {
  for (const ReadPartition& partition : waiting_) indexes_.push_back(partition.index);
}

model::Status ReadGroup::start(const model::Plan& plan, int shards, Mailbox& mailbox,
                               const std::atomic<std::int64_t>& commit_interval_ms,
                               std::size_t pending_bytes_max) {
  const std::vector<ingest::PartitionStart> starts = starts_of(waiting_, shards);
  if (auto started = source_->start(starts); !started) return started;
  std::vector<std::vector<ReadPartition>> by_shard(static_cast<std::size_t>(shards));
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    waiting_[i].pulse->is_read = true;
    by_shard[static_cast<std::size_t>(starts[i].shard)].push_back(std::move(waiting_[i]));
  }
  waiting_.clear();
  for (int i = 0; i < shards; ++i) {
    shards_.push_back(std::make_unique<Shard>(i, plan, *source_, mailbox, commit_interval_ms,
                                              pending_bytes_max / static_cast<std::size_t>(shards),
                                              std::move(by_shard[static_cast<std::size_t>(i)])));
    shards_.back()->start();
  }
  return model::Done{};
}

void ReadGroup::stop() {
  for (const auto& shard : shards_) shard->stop();
}

std::optional<model::Error> ReadGroup::failure() const {
  for (const auto& shard : shards_) {
    if (auto failure = shard->failure()) return failure;
  }
  return std::nullopt;
}

void ReadGroup::mirror_offsets(const StatusSnapshot& snapshot) const {
  std::vector<ingest::KafkaSource::Position> positions;
  for (std::size_t place = 0; place < indexes_.size(); ++place) {
    positions.push_back(
        {static_cast<std::uint32_t>(place), snapshot.partitions[indexes_[place]].mark.next_offset});
  }
  source_->commit_offsets(positions);
}

std::int64_t ReadGroup::end_of(std::size_t index) const {
  const auto place = std::ranges::find(indexes_, index);
  if (place == indexes_.end()) return -1;
  return source_->high_watermark(static_cast<std::uint32_t>(place - indexes_.begin()));
}

std::vector<ingest::PartitionStart> starts_of(const std::vector<ReadPartition>& partitions,
                                              int shards) {
  std::vector<ingest::PartitionStart> starts;
  for (const ReadPartition& partition : partitions) {
    const model::PartitionMark& mark = partition.fold->mark();
    starts.push_back({partition.name, mark.next_offset, mark.last_offset, mark.fingerprint,
                      static_cast<int>(starts.size()) % shards});
  }
  return starts;
}

}  // namespace ioc::app
