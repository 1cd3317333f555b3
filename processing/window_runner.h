// One window of a cube, kept merged for every group while it moves forward.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "processing/pane_table.h"
#include "processing/sliding_row.h"
#include "processing/windows.h"

namespace ioc::processing {

// Role: answers “what is in the window ending at E” for all groups at the price of the panes that
// came and went since the window before.
// Invariants: R1 rows hold exactly the panes [range().first, range().end) of the table.
// Threads: one owner; the table must outlive it and keep the panes of the range.
class WindowRunner {
 public:
  // With `overlaps` false a range that leaves a pane behind leaves all of them.
  WindowRunner(const model::CubePlan& cube, const PaneTable& table, bool overlaps = true)
      : cube_(&cube), table_(&table), overlaps_(overlaps) {}

  // Moves to another range. Forward moves cost the panes in between; a move backward starts anew.
  void move_to(PaneRange range);
  // The table's row (pane, group) has just gained `change`.
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

  const model::CubePlan* cube_;
  const PaneTable* table_;
  bool overlaps_;
  PaneRange range_;
  std::vector<std::optional<SlidingRow>> rows_;  // by group
};

}  // namespace ioc::processing
