#include "app/replay.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/log_reading.h"
#include "ingest/decoder.h"
#include "ingest/fingerprint.h"
#include "model/limits.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;

// One partition, read again.
struct Replay::Part {
  Part(const model::Plan& plan, const processing::Standpoint& standpoint, model::Instant as_of)
      : name(standpoint.name),
        mark(standpoint.mark),
        fold(plan, standpoint.stream, {}),
        decoder(plan.streams[static_cast<std::size_t>(standpoint.stream)], plan, true, as_of) {}

  // The records from there on can be all that were counted.
  bool reaches_back(std::int64_t first_offset) const {
    return first_offset < mark.next_offset &&
           static_cast<std::uint64_t>(mark.next_offset - first_offset) >= mark.tally.received;
  }

  // All that was counted, and nothing else, was read.
  bool is_whole() const {
    return seen == mark.tally.received && last == mark.last_offset &&
           (seen == 0 || fingerprint == mark.fingerprint);
  }

  Error is_cut() const {
    return {ErrorCode::source_changed,
            fmt::format("the log no longer holds the {} records that were counted up to offset {} "
                        "(retention, compaction or another topic of that name): figures as of "
                        "then cannot be computed again",
                        mark.tally.received, mark.next_offset),
            fmt::format("{}/{}", name.topic, name.partition)};
  }

  const model::PartitionName name;
  const model::PartitionMark mark;  // as committed
  std::size_t index = 0;            // in the engine
  std::uint64_t seen = 0;
  std::int64_t last = -1;
  std::uint64_t fingerprint = 0;
  processing::PartitionFold fold;
  ingest::Decoder decoder;
  model::EventBatch batch;
  std::vector<model::Refusal> refused;
};

Replay::Replay(std::shared_ptr<const model::Plan> plan, model::Instant as_of,
               std::shared_ptr<const CommittedUpTo> up_to)
    : plan_(std::move(plan)), as_of_(as_of), up_to_(std::move(up_to)) {
  for (const processing::Standpoint& partition : up_to_->partitions) {
    if (needs(partition)) wanted_ += partition.mark.tally.received;
  }
}

Replay::~Replay() = default;

bool Replay::needs(const processing::Standpoint& partition) const {
  return !plan_->streams[static_cast<std::size_t>(partition.stream)].cubes.empty();
}

int Replay::percent() const {
  return static_cast<int>(read_ * 100 / std::max<std::uint64_t>(wanted_, 1));
}

model::Result<Replay::Computed> Replay::run(const ingest::KafkaSettings& settings,
                                            const Fits& fits) {
  processing::EngineSettings engine_settings;
  engine_settings.names_origin = true;
  struct Owning {
    Owning(std::shared_ptr<const model::Plan> p, const processing::EngineSettings& settings)
        : plan(std::move(p)), engine(*plan, settings) {}
    const std::shared_ptr<const model::Plan> plan;
    processing::Engine engine;
  };
  const auto owning = std::make_shared<Owning>(plan_, engine_settings);
  engine_ = std::shared_ptr<processing::Engine>(owning, &owning->engine);
  model::Status status = read(settings, fits);
  if (status.ok()) status = finish();
  parts_.clear();
  Computed computed = std::move(engine_);
  if (!status.ok()) return status.error();
  return computed;
}

model::Status Replay::read(const ingest::KafkaSettings& settings, const Fits& fits) {
  std::vector<LogPart> logs;
  model::PartitionNumber number = 0;
  for (const processing::Standpoint& partition : up_to_->partitions) {
    const bool is_needed = needs(partition);
    const std::size_t index =
        engine_->add_partition(partition.stream, partition.name, number++,
                               is_needed ? model::PartitionMark{} : partition.mark);
    if (!is_needed) continue;
    parts_.push_back(std::make_unique<Part>(*plan_, partition, as_of_));
    parts_.back()->index = index;
    logs.push_back({.name = partition.name, .end = partition.mark.next_offset});
  }
  if (wanted_ == 0) return model::Done{};
  const model::Status status = read_log(
      settings, logs, ending_, [&](std::size_t part, std::span<const model::Record> records) {
        if (!fault_) take_in(*parts_[part], records, fits);
      });
  if (!fault_ && !ending_) look(fits);
  if (fault_) return *fault_;
  if (status.ok() && ending_) return Error{ErrorCode::unavailable, "was stopped", {}};
  return status;
}

void Replay::take_in(Part& part, std::span<const model::Record> records, const Fits& fits) {
  constexpr std::uint64_t kBatchesBetweenLooks = 16;
  if (part.seen == 0 && !part.reaches_back(records.front().offset)) return fail(part.is_cut());
  part.decoder.decode(records, part.batch);
  part.refused = part.batch.refusals;
  part.last = records.back().offset;
  part.fingerprint = ingest::fingerprint(records.back());
  part.fold.fold(part.batch, {part.last + 1, part.last, part.fingerprint}, part.refused);
  part.seen += records.size();
  read_ += records.size();
  std::size_t rows = 0;
  for (const auto& each : parts_) rows += each->fold.pending_rows();
  if (rows >= model::kAsOfRowsMax) merge();
  if (++batch_count_ % kBatchesBetweenLooks == 0) look(fits);
}

// Rows that wait to be merged take more than those that are.
void Replay::look(const Fits& fits) {
  if (fits(bytes())) return;
  merge();
  if (fits(bytes())) return;
  fail({ErrorCode::config,
        fmt::format("what {} records tell does not fit in the memory there is for it ({} were "
                    "read); ask for a single indicator, raise limits.memory, or compute published "
                    "figures again with `ioc-pulse recompute`",
                    wanted_, read_.load()),
        {}});
}

void Replay::fail(Error error) {
  fault_ = std::move(error);
  ending_ = true;
}

// A step that is begun anew, and never closed, keeps no list of what changed.
void Replay::merge() {
  engine_->begin(1);
  for (const auto& part : parts_) {
    if (part->fold.has_news()) engine_->apply(part->index, part->fold.take());
  }
}

// As `compute` ends: what never spoke holds nobody back.
model::Status Replay::finish() {
  for (const auto& part : parts_) {
    if (!part->is_whole()) return part->is_cut();
    part->fold.skip_to(part->mark.next_offset);
  }
  merge();
  for (const auto& part : parts_) {
    engine_->set_idle(part->index, part->fold.mark().tally.counted == 0);
  }
  // What stands, and targets judged by it, are of the instant, not of the last event before it.
  engine_->tick(as_of_);
  engine_->close({.judge = true});
  return model::Done{};
}

// About; a row is counted with its key and its place in the index.
std::size_t Replay::bytes() const {
  constexpr std::size_t kRowBytes = 200;
  std::size_t bytes = engine_->bytes() + engine_->group_bytes();
  for (const auto& part : parts_) {
    bytes +=
        part->fold.id_bytes() + part->fold.life_bytes() + part->fold.pending_rows() * kRowBytes;
  }
  return bytes;
}

}  // namespace ioc::app
