// One window of a cube, kept merged for every group while it moves forward.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "processing/row_scan.h"
#include "processing/sliding_row.h"
#include "processing/windows.h"

namespace ioc::processing {

// Role: answers “what is in the window ending at E” for all groups at the price of the panes that
// came and went since the window before.
// Invariants: R1 rows hold exactly the panes [range().first, range().end).
// Threads: one owner; table and store must outlive it. With `overlaps` the panes of the range are
//   whole in the table; without, what the table has not is read from the store when it comes in.
class WindowRunner {
 public:
  // With `overlaps` false a range that leaves a pane behind leaves all of them.
  explicit WindowRunner(const TierPlace& place, bool overlaps = true)
      : place_(place), overlaps_(overlaps) {}

  // At this range with nothing in it: what its panes hold follows by `change`.
  void begin(PaneRange range) {
    rows_.clear();
    range_ = range;
  }
  // Moves to another range. Forward moves cost the panes in between; a move backward starts anew.
  // Error: the store cannot be read; then the rows are of no use any more.
  model::Status move_to(PaneRange range);
  // The row (pane, group) has just gained `change`.
  void change(std::int64_t pane, std::uint32_t group, const std::int64_t* change,
              std::string_view digest = {});

  // Null when the group never had a row.
  const std::int64_t* row(std::uint32_t group) const {
    return group < rows_.size() && rows_[group] ? rows_[group]->row() : nullptr;
  }
  void merge_digest_into(std::uint32_t group, model::Digest& out) const {
    if (group < rows_.size() && rows_[group]) rows_[group]->merge_digest_into(out);
  }
  std::size_t digest_bytes() const;
  PaneRange range() const { return range_; }

 private:
  SlidingRow& row_of(std::uint32_t group);

  TierPlace place_;
  bool overlaps_;
  PaneRange range_;
  std::vector<std::optional<SlidingRow>> rows_;  // by group
};

}  // namespace ioc::processing
