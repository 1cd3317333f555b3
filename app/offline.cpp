#include "app/offline.h"

#include <algorithm>

namespace ioc::app {

OfflinePartition::OfflinePartition(const model::Plan& plan, int stream, int number,
                                   model::Instant until)
    : stream_(stream),
      name_{plan.streams[static_cast<std::size_t>(stream)].topic, number},
      decoder_(std::make_unique<ingest::Decoder>(plan.streams[static_cast<std::size_t>(stream)],
                                                 plan, false, until)),
      fold_(std::make_unique<processing::PartitionFold>(plan, stream, model::PartitionMark{})) {}

std::span<const model::Refusal> OfflinePartition::read(std::span<const model::Record> records) {
  decoder_->decode(records, batch_);
  refused_ = batch_.refusals;
  fold_->fold(batch_, {records.back().offset + 1, records.back().offset, 0}, refused_);
  std::sort(refused_.begin(), refused_.end(),
            [](const auto& a, const auto& b) { return a.record < b.record; });
  return refused_;
}

model::Tally merge(processing::Engine& engine, const std::vector<OfflinePartition*>& partitions) {
  engine.begin(1);
  model::Tally tally;
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    OfflinePartition& partition = *partitions[i];
    const std::size_t index = engine.add_partition(partition.stream_, partition.name_,
                                                   static_cast<model::PartitionNumber>(i), {});
    processing::PartitionChange change = partition.fold_->take();
    tally += change.mark.tally;
    engine.set_idle(index, change.mark.tally.counted == 0);
    engine.apply(index, std::move(change));
  }
  engine.close({});
  return tally;
}

}  // namespace ioc::app
