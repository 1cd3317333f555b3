// What one partition's events changed in one cube since the last commit.
//
// Events are first added up here, in a small table that stays in the processor's cache, and reach
// the shared panes once a commit: an event touches one row whatever the number of windows over it.
#pragma once

#include <cstdint>
#include <vector>

#include "model/digest.h"
#include "model/plan.h"

namespace ioc::processing {

// A row's place: a pane of the cube's finest tier and a group's ordinal.
struct RowKey {
  std::int64_t pane = 0;
  std::uint32_t group = 0;
  bool operator==(const RowKey&) const = default;
};

// Role: rows by (pane, group), kept densely in order of first touch.
// Threads: one owner. Cost: one hash look-up a touch; groups whose ordinals are close lie close in
// the index, so the rows of the pane under way stay in the processor's nearest cache.
class DeltaTable {
 public:
  // `row_count`: how many rows to expect.
  explicit DeltaTable(const model::CubePlan& cube, std::size_t row_count = 0);

  // The number of the row to add to, made empty on first touch.
  std::uint32_t touch(std::int64_t pane, std::uint32_t group) {
    std::size_t at = hash(pane, group) & mask_;
    while (index_[at] != 0) {
      const std::uint32_t row = index_[at] - 1;
      if (keys_[row].pane == pane && keys_[row].group == group) return row;
      at = (at + kProbeStep) & mask_;
    }
    return insert(at, {pane, group});
  }

  std::size_t size() const { return keys_.size(); }
  // Keys, words and index, without digests and without room for more.
  std::size_t bytes() const {
    return keys_.size() * sizeof(RowKey) + words_.size() * sizeof(std::int64_t) +
           index_.size() * sizeof(std::uint32_t);
  }
  const RowKey& key(std::size_t row) const { return keys_[row]; }
  const std::int64_t* row(std::size_t row) const {
    return words_.data() + row * static_cast<std::size_t>(cube_->row_words);
  }
  // All rows, one after the other; valid until the next touch.
  std::int64_t* words() { return words_.data(); }
  // Of a cube that has them.
  const model::Digest& digest(std::size_t row) const { return digests_[row]; }
  model::Digest& digest(std::size_t row) { return digests_[row]; }

 private:
  // Blocks of 16 index places, a cache line, hold 16 neighbouring groups of a pane. The step is
  // odd, so that probing comes to every place.
  static constexpr std::uint32_t kBlockGroups = 16;
  static constexpr std::size_t kProbeStep = kBlockGroups + 1;

  static std::size_t hash(std::int64_t pane, std::uint32_t group) {
    const std::uint64_t block = (static_cast<std::uint64_t>(pane) * 0x9E3779B97F4A7C15ULL) ^
                                (std::uint64_t{group / kBlockGroups} * 0xD6E8FEB86659FD93ULL);
    const std::uint64_t place = (block >> 60) + group;
    return static_cast<std::size_t>((block >> 20) & ~std::uint64_t{kBlockGroups - 1}) |
           static_cast<std::size_t>(place % kBlockGroups);
  }
  std::uint32_t insert(std::size_t at, RowKey key);
  void reindex(std::size_t size);

  const model::CubePlan* cube_;
  std::vector<RowKey> keys_;
  std::vector<std::int64_t> words_;
  std::vector<model::Digest> digests_;  // by row, of a cube that has them
  std::vector<std::uint32_t> index_;    // row + 1; 0: free. A power of two, at most half full.
  std::size_t mask_ = 0;
};

}  // namespace ioc::processing
