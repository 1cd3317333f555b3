// Everything the engine holds of one cube: its groups, its panes by tier, and its windows.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "processing/fold.h"
#include "processing/groups.h"
#include "processing/pane_grid.h"
#include "processing/pane_table.h"
#include "processing/row_scan.h"
#include "processing/standing.h"
#include "processing/window_runner.h"

namespace ioc::processing {

// A set of output groups that is filled and emptied often: a flag each and a list.
class GroupSet {
 public:
  void insert(std::uint32_t group) {
    if (group >= in_.size()) in_.resize(group + 1);
    if (in_[group] != 0) return;
    in_[group] = 1;
    list_.push_back(group);
  }
  // All members, in order of insertion; the set is empty afterwards.
  std::vector<std::uint32_t> take() {
    for (const std::uint32_t group : list_) in_[group] = 0;
    return std::exchange(list_, {});
  }

 private:
  std::vector<std::uint8_t> in_;
  std::vector<std::uint32_t> list_;
};

// One window text of a cube, shared by all indicators of the cube that ask for it.
struct WindowState {
  WindowState(const TierPlace& place, const WindowGrid& window_grid)
      : grid(window_grid),
        open(place, window_grid.overlaps()),
        closing(place, window_grid.overlaps()) {}

  WindowGrid grid;
  std::vector<int> indicators;        // numbers in Plan::indicators
  std::vector<std::size_t> formulas;  // those that it is an operand of, in the engine's list
  WindowRunner open;                  // at the window ending next
  model::Instant open_end{INT64_MIN};
  WindowRunner closing;  // at the last window declared final
  model::Instant final_end{INT64_MIN};
  // Output groups whose open window changed since it was last shown, and last published.
  GroupSet unseen;
  GroupSet unpublished;
  // By output group and place in `indicators`: the figure last shown counted something.
  std::vector<bool> shown;
  // What changed inside windows already final: (indicator, group, pane).
  std::set<std::tuple<int, std::uint32_t, std::int64_t>> corrected;
};

// Role: merges partition changes into the cube and remembers what must be committed and shown.
// Invariants: C1 every merge into a table reaches the runners over it.
//             C2 panes that a tier keeps no longer take no change and no window over one is told:
//                what is told is whole. Which those are follows from what is settled alone, so a
//                restart does not change it; their memory is freed some time later.
//             C3 panes that an open or a closing window of those that overlap holds are whole in
//             memory, for they will leave it one by one; of all others the sums alone are. So are
//             those that what stands comes to within the hour.
// Threads: one owner; the plan and `store` must outlive it.
class CubeState {
 public:
  // `number` is the cube's in the store; without a store every pane stays in memory.
  CubeState(const model::Plan& plan, int cube, model::CubeNumber number = 0,
            const model::ReadPanes* store = nullptr);
  CubeState(const CubeState&) = delete;
  CubeState& operator=(const CubeState&) = delete;

  // Merges one partition's change. `source` is the partition's number in this process, `number` the
  // one its panes are stored under. Changes and new groups are appended to `commit`.
  void apply(std::size_t source, model::PartitionNumber number, const CubeChange& change,
             std::uint64_t revision, model::Commit& commit);
  // What events before the first apply contribute, found later: rows of `revision`, which is older
  // than any mark of what is final. Once for each partition while the cube is being filled in.
  void fill(model::PartitionNumber number, const CubeChange& change, model::Commit& commit);
  // While its past is missing nothing is told of the cube, and nothing is left to the store.
  void set_filling(bool filling) { is_filling_ = filling; }
  bool is_filling() const { return is_filling_; }
  // At start, before any apply: stored groups, then the stored rows of the panes that `begin_tier`
  // names for each tier: all that windows need which go on from `high`, those up to `settled` being
  // final (INT64_MIN: none).
  std::uint32_t restore_group(const model::GroupKey& key) { return groups_.add(key); }
  model::Result<PaneRange> begin_tier(std::size_t tier, model::Instant high,
                                      model::Instant settled);
  void restore(const model::PaneAddress& address, const model::PaneRows& rows);
  // After the last of them; then, once windows are where they were, the end of it.
  void take_restored();
  void finish_restore();
  // Between two steps: everything told so far is in the store. Changes of panes that lie there
  // alone are forgotten.
  void committed();
  // What could not be read; the cube is of no use then.
  const model::Status& status() const { return status_; }
  // The first pane from `from` on of the window's tier that holds anything, in memory or in the
  // store; of the panes before the closing window's end at least one is known. None: INT64_MAX.
  std::int64_t filled_from(const WindowState& window, std::int64_t from) const;
  // Panes of a tier that no open or closing window holds may be left to the store: how many bytes
  // they take, and leaving the oldest of them, about so many bytes. Returns what was freed.
  std::size_t bytes_to_leave(std::size_t tier) const;
  std::size_t leave(std::size_t tier, std::size_t bytes);

  // Takes from the store what as-of comes to, of what stands. Before windows that have ended by
  // then are looked for.
  void fetch_until(model::Instant as_of);
  // Moves the open windows to the ones ending next after `high`, and what stands to `as_of`, which
  // is not before it.
  void move_open(model::Instant high, model::Instant as_of);

  // Beside the merged row: each leaf's own where a hidden dimension tells them apart, or the merged
  // digest.
  struct Parts {
    std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>> leaves;
    model::Digest digest;
  };

  // Calls visit(end, row, parts) for each kept window of this group with a contribution and
  // from < end <= to, in order, until it returns false. Word 0 of the row is the revision of its
  // last change; of the parts there is the digest. Fails when the store cannot be read.
  template <class Visit>
  model::Status slide(const WindowState& window, const std::vector<std::uint32_t>& leaves,
                      model::Instant from, model::Instant to, const Visit& visit) const;

  // The row of a `since` window over all its days so far, and its digest; false when nothing is in
  // it.
  model::Result<bool> since_row(const WindowState& window, const std::vector<std::uint32_t>& leaves,
                                std::vector<std::int64_t>& row, model::Digest& digest) const;

  // As `slide` for a cube with a hidden dimension, and the parts beside the rows below; without
  // either they are empty.
  template <class Visit>
  model::Status slide_parts(const WindowState& window, const std::vector<std::uint32_t>& leaves,
                            model::Instant from, model::Instant to, const Visit& visit) const;
  Parts open_parts(const WindowState& window, std::uint32_t output) const;
  Parts closing_parts(const WindowState& window, std::uint32_t output) const;

  // What stood at `at` of these groups, word 0 being the revision of its last change; false when
  // nothing did.
  model::Result<bool> standing_row(const std::vector<std::uint32_t>& leaves, model::Instant at,
                                   std::vector<std::int64_t>& row) const;
  // The instant the open row of a standing count is of.
  model::Instant stands_at() const { return standing_ ? standing_->as_of() : model::Instant{}; }

  // The open window's row of an output group (word 0 is not kept); false when nothing is in it.
  bool open_row(const WindowState& window, std::uint32_t output,
                std::vector<std::int64_t>& row) const;
  // Rows of all output groups with a contribution in the closing window.
  void closing_rows(const WindowState& window,
                    std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>>& rows) const;

  // The same of one output group; false when nothing is in it.
  bool closing_row(const WindowState& window, std::uint32_t output,
                   std::vector<std::int64_t>& row) const;

  // The number of the tree of units that the window's row rolls up by: of what stands the one of
  // the instant it is told of, which for an open window is as-of.
  std::size_t tree_of(const WindowState& window, model::Instant end) const;
  std::size_t tree_at(model::Instant at) const;
  std::size_t open_tree_of(const WindowState& window) const;
  // The last end up to `to` that is told by the same tree as the first one after `from`.
  model::Instant last_end_of_tree(const WindowState& window, model::Instant from,
                                  model::Instant to) const;

  // The state of an indicator's window.
  WindowState& window_of(const model::WindowPlan& window);
  const WindowState& window_of(const model::WindowPlan& window) const {
    return const_cast<CubeState*>(this)->window_of(window);
  }
  // Whether the panes of the window that ends then are all kept.
  bool keeps(const WindowState& window, model::Instant end) const;

  // Windows up to here are settled: panes older than their tier keeps behind it are kept no longer.
  void keep_behind(model::Instant settled);
  // Frees panes that are kept no longer and that no runner needs; tells the store.
  void expire(model::Commit& commit);
  // Rows of changes that came too late for a tier and reached only coarser ones.
  std::uint64_t sealed_rows() const { return sealed_rows_; }

  const model::CubePlan& plan() const { return *cube_; }
  const Groups& groups() const { return groups_; }
  std::vector<WindowState>& windows() { return windows_; }
  const std::vector<WindowState>& windows() const { return windows_; }
  std::size_t bytes() const;
  std::size_t digest_bytes() const;  // of the windows' running rows

 private:
  using Rows = std::vector<std::pair<std::int64_t, std::vector<std::int64_t>>>;

  void apply(std::vector<std::uint32_t>& ordinals, model::PartitionNumber number,
             const CubeChange& change, std::uint64_t revision, model::Commit& commit);

  struct RowPlace;
  struct Follower {
    WindowState* window;
    bool is_open, is_closing, is_final;
  };

  void coarsen(const DeltaTable& finer, std::size_t tier, DeltaTable& rows) const;
  void apply_tier(std::size_t tier, const DeltaTable& rows,
                  const std::vector<std::uint32_t>& ordinals, std::uint64_t revision,
                  model::PaneAddress address, model::Commit& commit);
  void apply_pane(std::size_t tier, const DeltaTable& rows, std::span<const RowPlace> places,
                  std::uint64_t revision, model::PaneAddress address, model::Commit& commit);
  std::vector<Follower> followers_of(std::size_t tier, std::int64_t pane);
  bool changes(const model::IndicatorPlan& indicator, const std::vector<std::int64_t>& row) const;
  void follow(const Follower& follower, std::int64_t pane, std::uint32_t group,
              const std::vector<std::int64_t>& row, std::string_view digest);
  // What stands has its end noted long before, and taken back when the end moves. In panes that no
  // window will come to for a day, rows where nothing is left are not kept.
  bool is_ahead(std::size_t tier, std::int64_t pane) const;
  // Of what stands the panes from here on, an hour after as-of, are left to the store.
  std::int64_t ahead_from(std::size_t tier, model::Instant as_of) const;
  // The first pane that must stay in memory.
  std::int64_t first_held(std::size_t tier) const;
  // Windows that do not overlap become final one after the other wherever their panes are.
  bool closes_by_number(std::size_t tier) const;
  // Notes that the panes before `end` lie in the store alone; those before all that will close are
  // forgotten.
  void note_left(std::size_t tier, std::int64_t end);
  void forget_left(std::size_t tier);
  TierPlace place_of(std::size_t tier) const;
  TierPlace place_of(const WindowState& window) const {
    return place_of(static_cast<std::size_t>(window.grid.window().tier));
  }
  void move_standing(model::Instant as_of);
  void mark_standing(std::uint32_t leaf);

  const model::Plan* plan_;
  const model::CubePlan* cube_;
  const model::CubeNumber number_;
  const model::ReadPanes* store_;
  Groups groups_;
  std::vector<PaneTable> tables_;  // by tier of the plan
  // By tier: the panes in the store alone that windows may still close over.
  std::vector<std::set<std::int64_t>> left_;
  std::vector<std::int64_t> newest_;  // by tier: the pane of the high mark
  model::PaneAddress restored_at_;
  model::PaneRows restored_;  // what came for it so far
  model::Status status_ = model::Done{};
  std::vector<WindowState> windows_;
  std::optional<StandingSum> standing_;               // of a cube of standing counts
  std::vector<std::vector<std::uint32_t>> ordinals_;  // by source: fold's ordinal -> ours
  std::vector<std::int64_t> kept_from_;               // by tier: the first pane kept
  std::vector<std::int64_t> freed_before_;            // by tier
  std::vector<std::int64_t> oldest_;                  // by tier: none is older, here or stored
  std::uint64_t sealed_rows_ = 0;
  bool is_filling_ = false;
};

template <class Visit>
model::Status CubeState::slide(const WindowState& window, const std::vector<std::uint32_t>& leaves,
                               model::Instant from, model::Instant to, const Visit& visit) const {
  const WindowGrid& grid = window.grid;
  const auto tier = static_cast<std::size_t>(grid.window().tier);
  if (oldest_[tier] == INT64_MAX || from >= to) return model::Done{};
  model::Instant first_end = std::max(grid.next_end(from), grid.first_end_with(oldest_[tier]));
  if (kept_from_[tier] != INT64_MIN) {
    first_end = std::max(first_end, grid.first_end_from(kept_from_[tier]));  // CubeState C2
  }
  if (first_end > to) return model::Done{};
  RowScan scan(place_of(window), leaves,
               {grid.panes_of(first_end).first, pane_of(grid.tier(), plan_->zone, to) + 1});
  SlidingRow sliding(*cube_, true);
  std::deque<std::pair<std::int64_t, std::vector<std::int64_t>>> inside;
  Parts parts;
  bool more = scan.next();
  for (model::Instant end = first_end; end <= to;) {
    const PaneRange range = grid.panes_of(end);
    for (; more && scan.pane() < range.end; more = scan.next()) {
      inside.emplace_back(scan.pane(), scan.row());
      sliding.enter(scan.pane(), scan.row().data(), scan.digest());
    }
    for (; !inside.empty() && inside.front().first < range.first; inside.pop_front()) {
      sliding.leave(inside.front().first, inside.front().second.data());
    }
    if (!scan.status().ok()) break;
    if (!inside.empty()) {
      parts.digest.clear();
      sliding.merge_digest_into(parts.digest);
      if (!visit(end, sliding.row(), parts)) break;
      end = grid.next_end(end);
    } else if (more) {
      end = std::max(grid.next_end(end), grid.first_end_with(scan.pane()));
    } else {
      break;
    }
  }
  return scan.status();
}

template <class Visit>
model::Status CubeState::slide_parts(const WindowState& window,
                                     const std::vector<std::uint32_t>& leaves, model::Instant from,
                                     model::Instant to, const Visit& visit) const {
  const auto row_words = static_cast<std::size_t>(cube_->row_words);
  std::map<model::Instant, Parts> parts_by_end;
  for (const std::uint32_t leaf : leaves) {
    const model::Status read = slide(
        window, {leaf}, from, to, [&](model::Instant end, const std::int64_t* row, const Parts&) {
          parts_by_end[end].leaves.emplace_back(leaf,
                                                std::vector<std::int64_t>(row, row + row_words));
          return true;
        });
    if (!read.ok()) return read;
  }
  std::vector<std::int64_t> row(row_words);
  for (const auto& [end, parts] : parts_by_end) {
    model::clear_row(*cube_, row.data());
    for (const auto& [leaf, part] : parts.leaves) model::merge_row(*cube_, row.data(), part.data());
    if (!visit(end, row.data(), parts)) break;
  }
  return model::Done{};
}

}  // namespace ioc::processing
