// The merged row of a window that moves forward over panes, O(1) amortised a pane.
//
// Counts and sums are exact integers, so a pane that leaves is subtracted. A minimum or maximum
// cannot be: for those a queue keeps only the panes that can still be the answer. Coming in at the
// back, a value removes all that it beats, so the front is always the extreme of the window; each
// pane enters and leaves the queue once, whatever the length of the window. A pane that improves
// later (a late event) is put at its place in the queue by the same rule. A digest has a way of its
// own (sliding_digest.h).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "model/partials.h"
#include "model/plan.h"
#include "processing/sliding_digest.h"

namespace ioc::processing {

// Role: one group's running window.
// Invariants: S1 `row()` equals the naive merge of all panes entered and not left, word for word;
//             word 0 (the revision) only when built to track it, else 0.
// Threads: one owner.
class SlidingRow {
 public:
  // With `leaves` false no pane will leave.
  SlidingRow(const model::CubePlan& cube, bool tracks_revision, bool leaves = true);

  // A pane comes in behind all others.
  void enter(std::int64_t pane, const std::int64_t* row, std::string_view digest = {});
  // The oldest pane goes; `row` is all that entered for it, changes included.
  void leave(std::int64_t pane, const std::int64_t* row);
  // A pane inside the window gains `change` (it may be one that had no row yet).
  void change(std::int64_t pane, const std::int64_t* change, std::string_view digest = {});

  const std::int64_t* row() const { return row_.data(); }
  void merge_digest_into(model::Digest& out) const {
    if (digest_) digest_->merge_into(out);
  }
  std::size_t digest_bytes() const { return digest_ ? digest_->bytes() : 0; }

 private:
  struct Extreme {
    int word = 0;
    bool is_minimum = false;
    std::int64_t identity = 0;
    std::deque<std::pair<std::int64_t, std::int64_t>> queue;  // (pane, value), best first
  };

  void refresh(const Extreme& extreme) {
    row_[static_cast<std::size_t>(extreme.word)] =
        extreme.queue.empty() ? extreme.identity : extreme.queue.front().second;
  }

  const model::CubePlan* cube_;
  std::vector<std::int64_t> row_;
  std::vector<Extreme> extremes_;
  std::optional<SlidingDigest> digest_;
};

}  // namespace ioc::processing
