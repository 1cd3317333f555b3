// The merged digest of a window that moves forward over panes, O(1) merges amortised a pane.
//
// What was merged cannot be taken back. So panes stand in two heaps: those that came since the last
// turn of the heaps, each with its own digest and all merged once, and older ones, each merged with
// those of its heap behind it. The window is the first of the older ones and all newer ones, and
// the oldest pane leaves by being forgotten. When no older one is left the heaps are turned, which
// merges each pane once more.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>

#include "model/digest.h"
#include "model/plan.h"

namespace ioc::processing {

// Role: one group's running digest.
// Invariants: T1 `merge_into` gives the naive merge of all that was added and has not left.
//             T2 panes of `older_` stand before those of `newer_`, and both rise.
// Threads: one owner.
class SlidingDigest {
 public:
  // Without `leaves` no pane ever leaves and none is remembered.
  SlidingDigest(model::SlotKind kind, bool leaves) : kind_(kind), leaves_(leaves) {}

  // A pane gains this: mostly the newest, but it may be any that has not left.
  void add(std::int64_t pane, std::string_view digest);
  // All panes up to this one go.
  void leave(std::int64_t pane);

  void merge_into(model::Digest& out) const;
  std::size_t bytes() const;  // about

 private:
  struct Entry {
    std::int64_t pane = 0;
    model::Digest digest;
  };

  void add_to_older(std::int64_t pane, std::string_view digest);
  void add_to_newer(std::int64_t pane, std::string_view digest);
  void turn();

  const model::SlotKind kind_;
  const bool leaves_;
  std::deque<Entry> older_;  // each merged with those behind it
  std::deque<Entry> newer_;  // as they came
  model::Digest all_newer_;  // merged
};

}  // namespace ioc::processing
