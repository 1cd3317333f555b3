// Folds the events of one partition: judges lateness and duplicates, adds the rest to its cubes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/event.h"
#include "model/plan.h"
#include "model/state.h"
#include "processing/delta.h"
#include "processing/evaluator.h"
#include "processing/id_memory.h"

namespace ioc::processing {

// The changes of one cube. Group ordinals are the fold's own; `groups` names those that are new
// since the change before, so that a reader who has followed from the first one knows them all.
struct CubeChange {
  int cube = -1;  // number in Plan::cubes
  DeltaTable rows;
  std::vector<model::GroupKey> groups;
};

// Everything a partition changed since the change before.
struct PartitionChange {
  std::uint64_t event_count = 0;  // received since the change before
  model::PartitionMark mark;
  std::vector<CubeChange> cubes;
  std::vector<model::IdBlock> ids;
  std::vector<model::LifeChange> lives;
  std::int64_t forget_ids_before_hour = INT64_MIN;
  std::vector<model::OutboxEntry> dead_letters;  // without sequence
};

// What stands after a batch is applied, told by whoever read it.
struct AppliedUpTo {
  std::int64_t next_offset = 0;
  std::int64_t last_offset = -1;
  std::uint64_t fingerprint = 0;
};

// Role: the pure per-partition state machine.
// Invariants: F1 received = counted + duplicate + refused after each batch (Tally T1).
//             F2 only counted events move the high mark and are remembered.
// Threads: one owner; the plan must outlive it.
class PartitionFold {
 public:
  // `stored` are the partition's lives as committed; empty: all lives stay in memory for good.
  PartitionFold(const model::Plan& plan, int stream, model::PartitionMark mark,
                model::StoredLives stored = {});
  ~PartitionFold();

  // At start: an id counted before.
  void recall(std::int64_t hour, const model::EventId& id);

  // Applies a batch. Records refused here are appended to `refused` (as too_late), in order.
  void fold(const model::EventBatch& batch, const AppliedUpTo& applied,
            std::vector<model::Refusal>& refused);

  // The log goes on at `next_offset` although no record stands before it: control records.
  void skip_to(std::int64_t next_offset);

  // Hands over all changes since the last call.
  PartitionChange take();

  const model::PartitionMark& mark() const { return mark_; }
  std::size_t pending_events() const { return pending_events_; }
  // Something to hand over: events, or a position that moved without any.
  bool has_news() const { return pending_events_ > 0 || skipped_; }
  std::size_t pending_rows() const;
  std::size_t pending_bytes() const;  // about: rows, ids and changed lives
  std::size_t id_bytes() const { return ids_.bytes(); }
  std::size_t life_bytes() const;  // about
  void keep_lives_below(std::size_t bytes);
  // The store could not be read: what was folded since must not be committed.
  model::Status fault() const;

 private:
  class CubeFold;
  class LifeFold;

  bool is_new(const model::EventBatch& batch, std::size_t row, std::int64_t hour,
              std::int64_t oldest_hour);
  void judge(const model::EventBatch& batch, std::vector<model::Refusal>& refused);
  // Before it an event is too late; INT64_MIN: none is.
  std::int64_t horizon_ms() const;
  std::int64_t oldest_id_hour() const;
  std::vector<model::EventId>& new_ids(std::int64_t hour);

  const model::Plan* plan_;
  const model::StreamPlan* stream_;
  model::PartitionMark mark_;
  IdMemory ids_;
  std::vector<model::IdBlock> new_ids_;
  std::size_t new_ids_last_ = 0;
  std::vector<std::uint8_t> counts_;  // by row of the batch: 1 when the event is counted
  std::vector<Evaluator> filters_;
  std::vector<Evaluator> values_;
  std::vector<std::unique_ptr<CubeFold>> cubes_;
  std::vector<CubeFold*> event_cubes_;  // those that events contribute to themselves
  model::StoredLives stored_lives_;
  std::vector<std::unique_ptr<LifeFold>> lives_;
  std::size_t pending_events_ = 0;
  bool skipped_ = false;
};

}  // namespace ioc::processing
