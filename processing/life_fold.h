// The lives of one lifecycle in one partition: what their events change in its cubes.
//
// A life is the *set* of its events, so the order they came in and how often is forgotten. When
// events join it, what it contributed before is taken back and what it contributes now is added.
//
// A key may have several lives, one after the other (processing/life_parts.h). Once a day of event
// time those that no event can join any more are looked for, in slices, and their events leave.
// What they contributed stays. No question asks for events that may have left: of the parts only
// changed ones contribute anew, and an event of an ended life is no double of another.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "processing/cube_fold.h"
#include "processing/fold.h"
#include "processing/life_codec.h"
#include "processing/life_parts.h"
#include "processing/life_states.h"

namespace ioc::processing {

// Role: keeps lives and turns changes of them into contributions with a sign.
// Invariants: L1 the cubes hold exactly what the present lives contribute.
//             L2 a life that changed since the change before last is in memory: the store may not
//                have it yet. But for ended ones: whether these are there changes nothing.
// Threads: that of its fold.
class PartitionFold::LifeFold {
 public:
  // `cubes` by their number in the plan; null for those of others.
  LifeFold(const model::Plan& plan, int lifecycle, const std::vector<CubeFold*>& cubes,
           const model::StoredLives* store);

  // A batch: open it, ask and add event by event, in the order of the log, then close it.
  void open(const model::EventBatch& batch);
  bool has_key(const model::EventBatch& batch, std::size_t row) const;
  // The event is one of its key's, and not of those that may have left: so long before
  // `horizon_ms`, before which no event may come, that no life would have them any more.
  bool knows(const model::EventBatch& batch, std::size_t row, std::int64_t horizon_ms) const;
  // Events without a key belong to no life.
  void add(const model::EventBatch& batch, std::size_t row);
  void close();

  // Lives changed since the last call, and some of those that ended by `horizon_ms`.
  void take(std::int64_t horizon_ms, std::vector<model::LifeChange>& changes);
  // Lives take about so much memory, at most, when there is a store to leave them to.
  void keep_below(std::size_t bytes) { bytes_max_ = bytes; }
  std::size_t bytes() const { return bytes_; }
  // Of lives changed since the last take, about.
  std::size_t pending_bytes() const { return changed_bytes_; }
  const model::Status& status() const { return status_; }

 private:
  struct Kept {
    std::string events;              // encoded
    std::uint64_t changed_in = 0;    // the number of the change it is part of; 0: as stored
    std::uint32_t opened_as = kNot;  // its place in opened_
    bool was_used = false;           // since the last look for what to let go
  };
  using Lives = std::unordered_map<std::string, Kept>;
  struct Opened {
    Lives::value_type* life = nullptr;
    std::vector<LifeEvent> events;
    std::size_t old_count = 0;
  };
  // The cubes of a cohort and what must be evaluated for them.
  struct Cohort {
    const model::CohortPlan* plan = nullptr;
    std::vector<CubeFold*> cubes;
    std::vector<std::size_t> filters;
    std::vector<std::size_t> values;
    LifeStates::Part part;  // what they read of a state
    std::unique_ptr<Evaluator> during;
    std::vector<Evaluator> thresholds;
    LifeStates::Part during_part;  // without `now`
  };
  static constexpr std::uint32_t kNot = UINT32_MAX;

  void read_missing(std::vector<Lives::value_type*>& missing);
  void open_life(Lives::value_type& life);
  void set_key(const model::EventBatch& batch, std::size_t row);
  void contribute_moment(const Cohort& cohort);
  void contribute_standing(Cohort& cohort);
  void cut_at_thresholds(Cohort& cohort);
  void cut(const std::vector<Values>& thresholds, std::uint32_t row, std::int64_t begin_ms,
           std::int64_t end_ms, std::int64_t sign);
  void hand_on(const Cohort& cohort);
  const std::uint8_t* hold_at_pieces(Cohort& cohort);
  void contribute(const Cohort& cohort, std::uint32_t row, std::int64_t time_ms, std::int64_t sign);
  void let_go();
  void add_life(const Opened& opened);
  void add_parts(const Opened& opened, const LifeParts& parts, const LifeParts& others,
                 bool with_new);
  void look_through(std::int64_t horizon_ms, std::vector<model::LifeChange>& changes);
  void drop_ended(std::string_view key, std::string_view stored, std::int64_t horizon_ms,
                  std::vector<model::LifeChange>& changes);

  const model::Plan* plan_;
  const model::LifecyclePlan* lifecycle_;
  const int number_;
  const model::StoredLives* store_;
  const LifeSplitter splitter_;
  LifeCodec codec_;
  LifeStates states_;
  std::vector<Evaluator> filters_;
  std::vector<Evaluator> values_;
  std::vector<Cohort> cohorts_;

  Lives lives_;
  std::size_t bytes_ = 0;
  std::size_t bytes_max_ = SIZE_MAX;
  std::uint64_t change_ = 1;  // the number of the change under way
  std::vector<Lives::value_type*> changed_;
  std::size_t changed_bytes_ = 0;
  model::Status status_ = model::Done{};

  // The look through the stored lives: the local day it was begun for and the key it goes on from;
  // none: it is done.
  model::CivilDay looked_on_ = INT32_MIN;
  std::optional<std::string> look_from_;

  // Of the batch under way.
  std::string key_;
  std::vector<Opened> opened_;
  std::size_t opened_count_ = 0;
  std::vector<std::uint32_t> life_of_row_;  // place in opened_, or kNot
  std::vector<LifeCell> cells_;
  LifeParts old_parts_;
  LifeParts new_parts_;
  // Contributions of one cohort: states, with their times (in rows_) and signs.
  std::vector<std::uint32_t> states_told_;
  model::EventBatch rows_;
  std::vector<std::int64_t> signs_;
  std::vector<std::uint8_t> all_;
  // Pieces of time in which a state and the condition stay the same.
  struct Piece {
    std::uint32_t row;
    std::int64_t begin_ms;
    std::int64_t end_ms;
    std::int64_t sign;
  };
  std::vector<Piece> pieces_;
  std::vector<std::uint32_t> piece_rows_;
  model::EventBatch piece_batch_;
  std::vector<std::int64_t> turns_;
};

}  // namespace ioc::processing
