// The merged panes of one tier of a cube: all partitions together, by pane and group.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "model/limits.h"
#include "model/partials.h"
#include "model/plan.h"
#include "model/state.h"

namespace ioc::processing {

// Calls `visit(group, row, digest)` for each row of a chunk; without digests they are empty.
template <class Visit>
void for_each_row(const model::CubePlan& cube, std::uint32_t chunk, const model::PaneRows& rows,
                  const Visit& visit) {
  const std::int64_t* row = rows.words.data();
  const model::Digest* digest = cube.has_digests() ? rows.digests.data() : nullptr;
  for (std::uint64_t left = rows.present; left != 0; left &= left - 1) {
    visit(chunk * model::kChunkRows + static_cast<std::uint32_t>(std::countr_zero(left)), row,
          digest != nullptr ? std::string_view(*digest++) : std::string_view());
    row += cube.row_words;
  }
}

// Merges one row into a chunk of 64 groups; gives back by how many bytes it grew.
std::ptrdiff_t merge_into_chunk(const model::CubePlan& cube, model::PaneRows& chunk,
                                std::uint32_t group, const std::int64_t* row,
                                std::string_view digest = {});

// Role: rows by (pane, group), compact: a chunk of 64 groups holds only the rows it has.
//
// Panes from `whole_from()` on and before `whole_until()` are whole. Older and later ones lie in
// the store alone: what is merged into them here is a change on its way there, to be added to what
// the store has, and forgotten once the store has it too.
//
// Threads: one owner. Cost: a tree look-up a pane, a popcount a row.
class PaneTable {
 public:
  struct Chunk {
    std::uint32_t number = 0;  // group / kChunkRows
    model::PaneRows rows;
  };
  using Pane = std::vector<Chunk>;  // sorted by number

  explicit PaneTable(const model::CubePlan& cube) : cube_(&cube) {}

  void merge(std::int64_t pane, std::uint32_t group, const std::int64_t* row,
             std::string_view digest = {});
  void merge(std::int64_t pane, std::uint32_t chunk, model::PaneRows rows);
  // The pane to merge several rows into, made when it is new; then row by row.
  Pane& pane(std::int64_t number);
  void merge_in(Pane& pane, std::uint32_t group, const std::int64_t* row,
                std::string_view digest = {});
  // Takes out the rows of a pane that hold nothing but a revision, and the pane with the last one.
  // Only of slots that count or sum.
  void drop_nothing(std::int64_t pane);
  // Null when the group has no row in the pane.
  const std::int64_t* find(std::int64_t pane, std::uint32_t group) const;

  // Calls visit(group, row, digest) for every row of a pane.
  template <class Visit>
  void for_each(const Pane& pane, const Visit& visit) const {
    for (const Chunk& chunk : pane) for_each_row(*cube_, chunk.number, chunk.rows, visit);
  }
  const std::map<std::int64_t, Pane>& panes() const { return panes_; }
  // A group's row in this pane; words are null when it has none.
  struct Found {
    const std::int64_t* words = nullptr;
    std::string_view digest = {};
  };
  Found find_in(const Pane& pane, std::uint32_t group) const;

  std::int64_t whole_from() const { return whole_from_; }
  std::int64_t whole_until() const { return whole_until_; }
  bool is_whole(std::int64_t pane) const { return pane >= whole_from_ && pane < whole_until_; }
  // Panes before `pane` are the store's from now on: what stands here of them is forgotten.
  void leave_to_store(std::int64_t pane);
  // The same of those from `pane` on.
  void leave_to_store_from(std::int64_t pane);
  // What the store has of the panes before `pane` has been merged in.
  void set_whole_until(std::int64_t pane) { whole_until_ = pane; }
  // How much the panes before `end` take, and the first pane such that those before it take at
  // least `bytes`, at most `end`.
  std::size_t bytes_before(std::int64_t end) const;
  std::int64_t pane_behind(std::size_t bytes, std::int64_t end) const;

  void drop_before(std::int64_t pane);
  std::size_t bytes() const { return bytes_; }

 private:
  using Panes = std::map<std::int64_t, Pane>;

  void drop(Panes::const_iterator first, Panes::const_iterator end);
  static std::size_t bytes_of(const Pane& pane);

  const model::CubePlan* cube_;
  Panes panes_;
  std::int64_t whole_from_ = INT64_MIN;
  std::int64_t whole_until_ = INT64_MAX;
  std::size_t bytes_ = 0;  // of rows and what holds them
};

}  // namespace ioc::processing
