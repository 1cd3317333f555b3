// What lives look like after each of their events: one row each, in columns.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/event.h"
#include "model/plan.h"
#include "processing/evaluator.h"
#include "processing/life_codec.h"

namespace ioc::processing {

// Role: lays out the states of many lives below each other and works out their moments.
// Invariants: S1 rows of a life stand in its order; the last one is its latest truth.
// Threads: one owner; the plan must outlive it. Owns nothing its texts point to.
class LifeStates {
 public:
  struct Life {
    std::uint32_t first = 0;  // its rows are [first, end)
    std::uint32_t end = 0;
    std::int64_t end_ms = 0;  // nothing of it stands from here on
    std::int64_t sign = 1;    // what its contributions count: 1, or -1 to take them back
    // Of a life that grew at its end, contributed once with these rows and end: what it contributes
    // now differs from there on only. No rows: everything counts.
    std::uint32_t before = 0;  // [first, before)
    std::int64_t before_end_ms = 0;
    bool has_grown() const { return before > first; }
  };

  LifeStates(const model::LifecyclePlan& lifecycle, const model::Plan& plan,
             const LifeCodec& codec);

  void clear();
  // Events in the life's order; `with_new` says whether those of the batch under way belong to it.
  void add(std::span<const LifeEvent> events, const std::vector<LifeCell>& cells, bool with_new,
           std::int64_t end_ms, std::int64_t sign);
  // A life of which all but the first `old_count` events are new, and that ended at `old_end_ms`.
  void add_grown(std::span<const LifeEvent> events, const std::vector<LifeCell>& cells,
                 std::size_t old_count, std::int64_t old_end_ms, std::int64_t end_ms);
  // After the last life: moments and pauses by row.
  void work_out_moments();

  // `columns` by number in LifecyclePlan::state.fields; `time_ms` is the event's.
  const model::EventBatch& rows() const { return rows_; }
  const std::vector<Life>& lives() const { return lives_; }
  // What a row says in some fields: all that is asked of it.
  struct Part {
    std::vector<std::size_t> fields;
    bool has_pauses = false;
  };
  // Lays out that part of some rows, one below the other; times are the caller's.
  void copy(std::span<const std::uint32_t> rows, const Part& part, model::EventBatch& to) const;
  // Two rows say the same there. Those of several lives may be told apart all the same.
  bool are_alike(std::uint32_t a, std::uint32_t b, const Part& part) const;

 private:
  struct FieldSource {
    std::size_t field = 0;  // in the state
    std::size_t cell = 0;   // in an event's cells
    bool is_first = false;
    bool is_text = false;
  };
  struct Moment {
    std::size_t field = 0;
    Evaluator condition;
    bool asks_working_time = false;
  };

  void fill(const LifeEvent& event, const std::vector<LifeCell>& cells, bool is_first_row);
  void work_out(Moment& moment);
  // A pause lasts from the first event after which its condition holds to the next after which it
  // does not.
  void work_out_pauses();

  const model::LifecyclePlan* lifecycle_;
  std::vector<FieldSource> sources_;
  std::vector<Moment> moments_;
  std::unique_ptr<Evaluator> pause_;  // its condition; nullptr: nothing stops the clock
  std::vector<model::Pause> pauses_;  // of all lives, one after the other
  model::EventBatch rows_;
  std::vector<Life> lives_;
};

}  // namespace ioc::processing
