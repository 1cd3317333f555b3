#include "processing/window_runner.h"

#include <algorithm>

namespace ioc::processing {

SlidingRow& WindowRunner::row_of(std::uint32_t group) {
  if (group >= rows_.size()) rows_.resize(group + 1);
  if (!rows_[group]) rows_[group].emplace(*place_.cube, false, overlaps_);
  return *rows_[group];
}

model::Status WindowRunner::move_to(PaneRange range) {
  const bool backward = range.first < range_.first || range.end < range_.end;
  if (backward || range.first >= range_.end) {
    rows_.clear();
    range_ = {range.first, range.first};
  }
  const auto& panes = place_.table->panes();
  for (auto at = panes.lower_bound(range_.first); at != panes.end() && at->first < range.first;
       ++at) {
    place_.table->for_each(at->second,
                           [&](std::uint32_t group, const std::int64_t* row, std::string_view) {
                             row_of(group).leave(at->first, row);
                           });
  }
  const PaneRange coming{range_.end, range.end};
  range_ = range;
  return for_each_row_of(place_, coming,
                         [&](std::int64_t pane, std::uint32_t group, const std::int64_t* row,
                             std::string_view digest) { row_of(group).enter(pane, row, digest); });
}

void WindowRunner::change(std::int64_t pane, std::uint32_t group, const std::int64_t* change,
                          std::string_view digest) {
  if (pane < range_.first || pane >= range_.end) return;
  row_of(group).change(pane, change, digest);
}

std::size_t WindowRunner::digest_bytes() const {
  std::size_t bytes = 0;
  for (const auto& row : rows_) bytes += row ? row->digest_bytes() : 0;
  return bytes;
}

}  // namespace ioc::processing
