// The engine over a bounded number of partitions, each read to its end: without Kafka, without a
// clock. What `compute` does with files and `test` with the events of a case.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ingest/decoder.h"
#include "model/plan.h"
#include "processing/engine.h"

namespace ioc::app {

// Role: one partition while it is read; each has its own decoder, so they may be read by threads.
class OfflinePartition {
 public:
  // The plan must outlive it. Events later than `until` are not read.
  OfflinePartition(const model::Plan& plan, int stream, int number, model::Instant until);

  // Those refused, in the order of their records; valid until the next call.
  std::span<const model::Refusal> read(std::span<const model::Record> records);

  int stream() const { return stream_; }
  const model::PartitionName& name() const { return name_; }

 private:
  friend model::Tally merge(processing::Engine& engine,
                            const std::vector<OfflinePartition*>& partitions);

  int stream_;
  model::PartitionName name_;
  std::unique_ptr<ingest::Decoder> decoder_;
  std::unique_ptr<processing::PartitionFold> fold_;
  model::EventBatch batch_;
  std::vector<model::Refusal> refused_;
};

// All partitions into an engine that has none yet, as one step.
model::Tally merge(processing::Engine& engine, const std::vector<OfflinePartition*>& partitions);

}  // namespace ioc::app
