// The rows of some groups of a tier, pane after pane, wherever the panes lie.
//
// The panes of our time are in memory, older and later ones in the store, which is read block by
// block, so that a question that soon has its answer costs little. What the step under way changes
// in these is in memory too and is added to what the store has.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "model/state.h"
#include "processing/pane_table.h"
#include "processing/windows.h"

namespace ioc::processing {

// Where a tier's panes are.
struct TierPlace {
  const model::CubePlan* cube = nullptr;
  const PaneTable* table = nullptr;
  const model::ReadPanes* store = nullptr;  // empty: everything is in memory
  model::CubeNumber number = 0;
  model::Tier tier = model::Tier::day;
};

// Calls visit(pane, group, row, digest) for what the panes of the range hold, a pane's rows of
// several partitions one after the other: they are to be added up. Error: the store cannot be read.
template <class Visit>
model::Status for_each_row_of(const TierPlace& place, PaneRange range, const Visit& visit) {
  for (const PaneRange stored : {PaneRange{range.first, place.table->whole_from()},
                                 PaneRange{place.table->whole_until(), range.end}}) {
    const PaneRange both{std::max(range.first, stored.first), std::min(range.end, stored.end)};
    if (place.store == nullptr || both.first >= both.end) continue;
    const model::Status read = (*place.store)(
        place.number, place.tier, both.first, both.end,
        [&](const model::PaneAddress& address, const model::PaneRows& rows) {
          for_each_row(*place.cube, address.chunk, rows,
                       [&](std::uint32_t group, const std::int64_t* row, std::string_view digest) {
                         visit(address.pane, group, row, digest);
                       });
          return true;
        });
    if (!read.ok()) return read;
  }
  const auto& panes = place.table->panes();
  for (auto at = panes.lower_bound(range.first); at != panes.end() && at->first < range.end; ++at) {
    place.table->for_each(
        at->second, [&](std::uint32_t group, const std::int64_t* row, std::string_view digest) {
          visit(at->first, group, row, digest);
        });
  }
  return model::Done{};
}

// Role: merges the rows of `leaves` (rising) in each pane of the range that has one.
// Threads: that of the table; nothing may change while the scan lives.
class RowScan {
 public:
  RowScan(const TierPlace& place, const std::vector<std::uint32_t>& leaves, PaneRange range)
      : place_(place), leaves_(&leaves), at_(range.first), end_(range.end) {}

  // The next pane that has a row; false at the end, or when the store could not be read (status).
  bool next();
  std::int64_t pane() const { return pane_; }
  const std::vector<std::int64_t>& row() const { return row_.words; }
  const model::Digest& digest() const { return row_.digest; }
  const model::Status& status() const { return status_; }

 private:
  struct Row {
    std::vector<std::int64_t> words;
    model::Digest digest;
  };

  void fill();
  std::int64_t fill_from_store(std::int64_t end);
  std::int64_t fill_from_memory(std::int64_t end, std::size_t pane_count_max);
  void add(std::int64_t pane, const std::int64_t* row, std::string_view digest);

  TierPlace place_;
  const std::vector<std::uint32_t>* leaves_;
  std::int64_t at_;  // panes before it are in the block or behind us
  std::int64_t end_;
  std::map<std::int64_t, Row> block_;  // rows to come, by pane
  std::int64_t pane_ = 0;
  Row row_;
  model::Status status_ = model::Done{};
};

}  // namespace ioc::processing
