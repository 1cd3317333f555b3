#include "processing/cube_state.h"

#include <algorithm>

#include "model/check.h"
#include "model/pane_rows.h"
#include "processing/pane_grid.h"

namespace ioc::processing {

using model::Instant;

namespace {

// From a window that overlaps the next one panes leave one by one. What stood at an earlier end is
// asked for group by group wherever formulas of slower streams go on.
bool holds_panes(const WindowGrid& grid) { return grid.overlaps() || grid.window().standing; }

}  // namespace

CubeState::CubeState(const model::Plan& plan, int cube, model::CubeNumber number,
                     const model::ReadPanes* store)
    : plan_(&plan),
      cube_(&plan.cubes[static_cast<std::size_t>(cube)]),
      number_(number),
      store_(store),
      groups_(*cube_, plan) {
  for (std::size_t i = 0; i < cube_->tiers.size(); ++i) tables_.emplace_back(*cube_);
  kept_from_.assign(cube_->tiers.size(), INT64_MIN);
  freed_before_ = kept_from_;
  newest_ = kept_from_;
  left_.resize(cube_->tiers.size());
  std::vector<TierPlace> places;
  for (std::size_t i = 0; i < cube_->tiers.size(); ++i) places.push_back(place_of(i));
  oldest_.assign(cube_->tiers.size(), INT64_MAX);
  std::size_t window_count = 0;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    window_count += indicator.windows.size();
  }
  windows_.reserve(window_count);
  for (std::size_t i = 0; i < plan.indicators.size(); ++i) {
    const model::IndicatorPlan& indicator = plan.indicators[i];
    if (indicator.cube != cube) continue;
    for (const model::WindowPlan& window : indicator.windows) {
      auto at = std::find_if(windows_.begin(), windows_.end(),
                             [&](const WindowState& state) { return state.grid.is_same(window); });
      if (at == windows_.end()) {
        const auto tier = static_cast<std::size_t>(window.tier);
        windows_.emplace_back(places[tier], WindowGrid(window, cube_->tiers[tier], plan.zone));
        at = windows_.end() - 1;
      }
      at->indicators.push_back(static_cast<int>(i));
      if (window.standing && !standing_) standing_.emplace(places, plan.zone);
    }
  }
}

model::Result<PaneRange> CubeState::begin_tier(std::size_t tier, Instant high, Instant settled) {
  constexpr PaneRange kAll{INT64_MIN, INT64_MAX};
  take_restored();
  if (store_ == nullptr || high.ms == INT64_MIN) return kAll;
  const model::Status oldest =
      (*store_)(number_, cube_->tiers[tier].tier, INT64_MIN, INT64_MAX,
                [&](const model::PaneAddress& address, const model::PaneRows&) {
                  oldest_[tier] = address.pane;
                  return false;
                });
  if (!oldest.ok()) return oldest.error();
  if (is_filling_) return kAll;
  // Before anything is final the first window to become so is that of the oldest pane.
  if (settled.ms == INT64_MIN) return kAll;
  std::int64_t whole = pane_of(cube_->tiers[tier], plan_->zone, high);
  std::int64_t first = whole;
  const auto begin = [&](WindowRunner& runner, const WindowGrid& grid, Instant end) {
    const PaneRange range = grid.panes_of(end);
    first = std::min(first, range.first);
    if (holds_panes(grid)) {
      whole = std::min(whole, range.first);
    } else {
      runner.begin(range);
    }
  };
  for (WindowState& window : windows_) {
    const WindowGrid& grid = window.grid;
    if (static_cast<std::size_t>(grid.window().tier) != tier) continue;
    if (!grid.is_now_while_open()) begin(window.open, grid, grid.next_end(high));
    if (!grid.is_endless()) begin(window.closing, grid, grid.last_end_until(settled));
  }
  if (standing_) {
    standing_->begin(tier, high);
    first = std::min(first, standing_->ranges()[tier].first);
    tables_[tier].leave_to_store_from(ahead_from(tier, high));
  }
  tables_[tier].leave_to_store(whole);
  return PaneRange{first, tables_[tier].whole_until()};
}

// The same chunk comes once for each partition: added up first, it goes on once.
void CubeState::restore(const model::PaneAddress& address, const model::PaneRows& rows) {
  const bool is_same = restored_at_.tier == address.tier && restored_at_.pane == address.pane &&
                       restored_at_.chunk == address.chunk;
  if (restored_.present != 0 && is_same) return model::merge_pane(*cube_, restored_, rows);
  take_restored();
  restored_at_ = address;
  restored_ = rows;
}

void CubeState::take_restored() {
  if (restored_.present == 0) return;
  const model::PaneAddress address = restored_at_;
  model::PaneRows rows = std::exchange(restored_, {});
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    if (cube_->tiers[tier].tier != address.tier) continue;
    oldest_[tier] = std::min(oldest_[tier], address.pane);
    std::vector<WindowRunner*> runners;
    for (WindowState& window : windows_) {
      if (static_cast<std::size_t>(window.grid.window().tier) != tier) continue;
      if (holds_panes(window.grid)) continue;
      for (WindowRunner* runner : {&window.open, &window.closing}) {
        if (runner->range().holds(address.pane)) runners.push_back(runner);
      }
    }
    for_each_row(*cube_, address.chunk, rows,
                 [&](std::uint32_t group, const std::int64_t* row, std::string_view digest) {
                   for (WindowRunner* runner : runners) {
                     runner->change(address.pane, group, row, digest);
                   }
                   if (standing_) standing_->restore(tier, address.pane, group, row);
                 });
    if (tables_[tier].is_whole(address.pane)) {
      tables_[tier].merge(address.pane, address.chunk, std::move(rows));
    } else if (closes_by_number(tier) && address.pane < tables_[tier].whole_from()) {
      left_[tier].insert(left_[tier].end(), address.pane);
    }
    return;
  }
}

void CubeState::finish_restore() {
  for (std::size_t tier = 0; tier < tables_.size(); ++tier) {
    std::vector<std::int64_t> ahead;
    for (auto at = tables_[tier].panes().rbegin(); at != tables_[tier].panes().rend(); ++at) {
      if (!is_ahead(tier, at->first)) break;
      ahead.push_back(at->first);
    }
    for (const std::int64_t pane : ahead) tables_[tier].drop_nothing(pane);
  }
}

bool CubeState::is_ahead(std::size_t tier, std::int64_t pane) const {
  if (!standing_ || standing_->as_of().ms == INT64_MIN) return false;
  const Instant tomorrow{standing_->as_of().ms + model::kDayMs};
  return pane > pane_of(cube_->tiers[tier], plan_->zone, tomorrow);
}

void CubeState::committed() {
  for (std::size_t tier = 0; tier < tables_.size(); ++tier) {
    note_left(tier, tables_[tier].whole_from());
    forget_left(tier);
    tables_[tier].leave_to_store(tables_[tier].whole_from());
    const bool knows_ahead = standing_ && !is_filling_ && standing_->as_of().ms != INT64_MIN;
    if (knows_ahead) tables_[tier].leave_to_store_from(ahead_from(tier, standing_->as_of()));
  }
}

std::int64_t CubeState::ahead_from(std::size_t tier, Instant as_of) const {
  return pane_of(cube_->tiers[tier], plan_->zone, Instant{as_of.ms + model::kHourMs}) + 1;
}

void CubeState::fetch_until(Instant as_of) {
  for (std::size_t tier = 0; tier < tables_.size(); ++tier) {
    PaneTable& panes = tables_[tier];
    if (pane_of(cube_->tiers[tier], plan_->zone, as_of) < panes.whole_until()) continue;
    const std::int64_t until = ahead_from(tier, as_of);
    const model::Status read =
        (*store_)(number_, cube_->tiers[tier].tier, panes.whole_until(), until,
                  [&](const model::PaneAddress& address, const model::PaneRows& rows) {
                    panes.merge(address.pane, address.chunk, rows);
                    return true;
                  });
    if (!read.ok()) status_ = read;
    panes.set_whole_until(until);
  }
}

bool CubeState::closes_by_number(std::size_t tier) const {
  return std::any_of(windows_.begin(), windows_.end(), [&](const WindowState& window) {
    return static_cast<std::size_t>(window.grid.window().tier) == tier &&
           !holds_panes(window.grid) && !window.grid.is_endless();
  });
}

void CubeState::note_left(std::size_t tier, std::int64_t end) {
  const auto& panes = tables_[tier].panes();
  if (panes.empty() || panes.begin()->first >= end || !closes_by_number(tier)) return;
  for (auto at = panes.begin(); at != panes.end() && at->first < end; ++at) {
    left_[tier].insert(at->first);
  }
}

void CubeState::forget_left(std::size_t tier) {
  std::set<std::int64_t>& left = left_[tier];
  if (left.empty()) return;
  std::int64_t closed = INT64_MAX;
  for (const WindowState& window : windows_) {
    if (static_cast<std::size_t>(window.grid.window().tier) != tier) continue;
    if (holds_panes(window.grid) || window.grid.is_endless()) continue;
    if (window.final_end.ms == INT64_MIN) return;
    closed = std::min(closed, window.closing.range().end);
  }
  const auto end = left.lower_bound(closed);
  if (end != left.begin()) left.erase(left.begin(), std::prev(end));
}

std::int64_t CubeState::filled_from(const WindowState& window, std::int64_t from) const {
  const auto tier = static_cast<std::size_t>(window.grid.window().tier);
  const auto in_memory = tables_[tier].panes().lower_bound(from);
  const auto in_store = left_[tier].lower_bound(from);
  return std::min(in_memory != tables_[tier].panes().end() ? in_memory->first : INT64_MAX,
                  in_store != left_[tier].end() ? *in_store : INT64_MAX);
}

std::int64_t CubeState::first_held(std::size_t tier) const {
  if (is_filling_) return INT64_MIN;
  std::int64_t first = newest_[tier];
  for (const WindowState& window : windows_) {
    if (static_cast<std::size_t>(window.grid.window().tier) != tier) continue;
    if (!holds_panes(window.grid) || window.grid.is_endless()) continue;
    if (window.final_end.ms == INT64_MIN) return INT64_MIN;
    first = std::min({first, window.open.range().first, window.closing.range().first});
  }
  // Its panes tell which groups change as as-of moves on.
  if (standing_ && tier == 0) first = std::min(first, standing_->ranges()[tier].first);
  return first;
}

std::size_t CubeState::bytes_to_leave(std::size_t tier) const {
  return tables_[tier].bytes_before(first_held(tier));
}

std::size_t CubeState::leave(std::size_t tier, std::size_t bytes) {
  PaneTable& panes = tables_[tier];
  const std::size_t before = panes.bytes();
  const std::int64_t end = panes.pane_behind(bytes, first_held(tier));
  note_left(tier, end);
  panes.leave_to_store(end);
  return before - panes.bytes();
}

TierPlace CubeState::place_of(std::size_t tier) const {
  return {cube_, &tables_[tier], store_, number_, cube_->tiers[tier].tier};
}

void CubeState::move_open(Instant high, Instant as_of) {
  for (std::size_t tier = 0; tier < newest_.size(); ++tier) {
    newest_[tier] = pane_of(cube_->tiers[tier], plan_->zone, high);
  }
  if (standing_ && as_of > standing_->as_of()) move_standing(as_of);
  for (WindowState& window : windows_) {
    if (window.grid.is_now_while_open()) {
      if (!window.grid.is_now()) window.open_end = window.grid.next_end(as_of);
      continue;
    }
    const Instant end = window.grid.next_end(high);
    if (end <= window.open_end) continue;
    const auto mark_all = [&] {
      for (std::uint32_t leaf = 0; leaf < groups_.leaf_count(); ++leaf) {
        const std::int64_t* row = window.open.row(leaf);
        if (row == nullptr) continue;
        groups_.for_each_output(leaf, [&](std::uint32_t output) {
          window.unseen.insert(output);
          window.unpublished.insert(output);
        });
      }
    };
    mark_all();  // groups that fall out of the window change too
    if (model::Status moved = window.open.move_to(window.grid.panes_of(end)); !moved.ok()) {
      status_ = moved;
    }
    window.open_end = end;
    mark_all();
  }
}

// Groups that gain or lose something between the two instants are told of again.
void CubeState::move_standing(Instant as_of) {
  const std::int64_t from = pane_of(cube_->tiers.front(), plan_->zone, standing_->as_of());
  const bool is_first = standing_->as_of().ms == INT64_MIN;
  const std::size_t tree_before = is_first ? 0 : tree_at(standing_->as_of());
  fetch_until(as_of);
  if (model::Status moved = standing_->move_to(as_of); !moved.ok()) status_ = moved;
  if (is_first || tree_before != tree_at(as_of)) {
    for (std::uint32_t leaf = 0; leaf < groups_.leaf_count(); ++leaf) mark_standing(leaf);
    return;
  }
  const PaneTable& finest = tables_.front();
  const std::int64_t to = standing_->ranges().front().end;
  for (auto at = finest.panes().upper_bound(from); at != finest.panes().end() && at->first < to;
       ++at) {
    finest.for_each(at->second, [&](std::uint32_t leaf, const std::int64_t*, std::string_view) {
      mark_standing(leaf);
    });
  }
}

void CubeState::mark_standing(std::uint32_t leaf) {
  for (WindowState& window : windows_) {
    if (!window.grid.is_now_while_open()) continue;
    groups_.for_each_output(leaf, [&](std::uint32_t output) {
      window.unseen.insert(output);
      window.unpublished.insert(output);
    });
  }
}

bool CubeState::open_row(const WindowState& window, std::uint32_t output,
                         std::vector<std::int64_t>& row) const {
  row.resize(static_cast<std::size_t>(cube_->row_words));
  model::clear_row(*cube_, row.data());
  for (const std::uint32_t leaf : groups_.leaves_of(output, open_tree_of(window))) {
    if (window.grid.is_now_while_open()) {
      standing_->add_to(leaf, row.data());
      continue;
    }
    const std::int64_t* part = window.open.row(leaf);
    if (part != nullptr) model::merge_row(*cube_, row.data(), part);
  }
  return std::any_of(cube_->slots.begin(), cube_->slots.end(), [&](const model::Slot& slot) {
    return slot.kind == model::SlotKind::count && row[static_cast<std::size_t>(slot.word)] != 0;
  });
}

CubeState::Parts CubeState::open_parts(const WindowState& window, std::uint32_t output) const {
  const auto row_words = static_cast<std::size_t>(cube_->row_words);
  Parts parts;
  if (!cube_->has_parts()) return parts;
  for (const std::uint32_t leaf : groups_.leaves_of(output, open_tree_of(window))) {
    if (cube_->has_digests()) {
      window.open.merge_digest_into(leaf, parts.digest);
    } else if (window.grid.is_now_while_open()) {
      std::vector<std::int64_t> row(row_words);
      model::clear_row(*cube_, row.data());
      standing_->add_to(leaf, row.data());
      parts.leaves.emplace_back(leaf, std::move(row));
    } else if (const std::int64_t* row = window.open.row(leaf); row != nullptr) {
      parts.leaves.emplace_back(leaf, std::vector<std::int64_t>(row, row + row_words));
    }
  }
  return parts;
}

CubeState::Parts CubeState::closing_parts(const WindowState& window, std::uint32_t output) const {
  const auto row_words = static_cast<std::size_t>(cube_->row_words);
  Parts parts;
  if (!cube_->has_parts()) return parts;
  for (const std::uint32_t leaf : groups_.leaves_of(output, tree_of(window, window.final_end))) {
    window.closing.merge_digest_into(leaf, parts.digest);
    const std::int64_t* const row = window.closing.row(leaf);
    if (row != nullptr && cube_->is_sketched()) {
      parts.leaves.emplace_back(leaf, std::vector<std::int64_t>(row, row + row_words));
    }
  }
  return parts;
}

void CubeState::closing_rows(
    const WindowState& window,
    std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>>& rows) const {
  rows.clear();
  const std::size_t tree = tree_of(window, window.final_end);
  std::vector<std::int32_t> place(groups_.output_count(), -1);
  for (std::uint32_t leaf = 0; leaf < groups_.leaf_count(); ++leaf) {
    const std::int64_t* part = window.closing.row(leaf);
    if (part == nullptr) continue;
    for (const std::uint32_t output : groups_.outputs_of(leaf, tree)) {
      if (place[output] < 0) {
        place[output] = static_cast<std::int32_t>(rows.size());
        rows.emplace_back(output,
                          std::vector<std::int64_t>(static_cast<std::size_t>(cube_->row_words)));
        model::clear_row(*cube_, rows.back().second.data());
      }
      model::merge_row(*cube_, rows[static_cast<std::size_t>(place[output])].second.data(), part);
    }
  }
}

bool CubeState::closing_row(const WindowState& window, std::uint32_t output,
                            std::vector<std::int64_t>& row) const {
  row.resize(static_cast<std::size_t>(cube_->row_words));
  model::clear_row(*cube_, row.data());
  bool any = false;
  for (const std::uint32_t leaf : groups_.leaves_of(output, tree_of(window, window.final_end))) {
    const std::int64_t* part = window.closing.row(leaf);
    if (part == nullptr) continue;
    model::merge_row(*cube_, row.data(), part);
    any = true;
  }
  return any;
}

std::size_t CubeState::tree_at(Instant at) const {
  return groups_.tree_count() == 1 ? 0 : plan_->units.tree_of(plan_->zone.day_of(at));
}

std::size_t CubeState::tree_of(const WindowState& window, Instant end) const {
  if (window.grid.is_now()) return tree_at(end);
  return tree_at(window.grid.window().opening ? window.grid.start_of(end) : Instant{end.ms - 1});
}

std::size_t CubeState::open_tree_of(const WindowState& window) const {
  return window.grid.is_now_while_open() ? tree_at(standing_->as_of())
         : window.grid.is_endless()      ? 0
                                         : tree_of(window, window.open_end);
}

Instant CubeState::last_end_of_tree(const WindowState& window, Instant from, Instant to) const {
  if (groups_.tree_count() == 1) return to;
  const std::size_t tree = tree_of(window, window.grid.next_end(from));
  if (tree + 1 == groups_.tree_count()) return to;
  const Instant turn = plan_->zone.day_start(plan_->units.turns()[tree]);
  return std::min(to,
                  window.grid.window().opening ? window.grid.next_end(Instant{turn.ms - 1}) : turn);
}

WindowState& CubeState::window_of(const model::WindowPlan& window) {
  const auto found = std::find_if(windows_.begin(), windows_.end(), [&](const WindowState& state) {
    return state.grid.is_same(window);
  });
  IOC_CHECK(found != windows_.end());
  return *found;
}

bool CubeState::keeps(const WindowState& window, Instant end) const {
  if (window.grid.is_endless() || window.grid.window().standing) return true;
  const std::int64_t from = kept_from_[static_cast<std::size_t>(window.grid.window().tier)];
  return from == INT64_MIN || end >= window.grid.first_end_from(from);
}

model::Result<bool> CubeState::since_row(const WindowState& window,
                                         const std::vector<std::uint32_t>& leaves,
                                         std::vector<std::int64_t>& row,
                                         model::Digest& digest) const {
  RowScan scan(place_of(window), leaves, {window.grid.window().since, INT64_MAX});
  model::clear_row(*cube_, row.data());
  digest.clear();
  bool any = false;
  for (; scan.next(); any = true) {
    model::merge_row(*cube_, row.data(), scan.row().data());
    if (cube_->has_digests()) model::merge_digest(cube_->digest_kind(), digest, scan.digest());
  }
  if (!scan.status().ok()) return scan.status().error();
  return any;
}

model::Result<bool> CubeState::standing_row(const std::vector<std::uint32_t>& leaves, Instant at,
                                            std::vector<std::int64_t>& row) const {
  row.resize(static_cast<std::size_t>(cube_->row_words));
  model::clear_row(*cube_, row.data());
  bool any = false;
  const std::vector<PaneRange> ranges = panes_until(*cube_, plan_->zone, at);
  for (std::size_t tier = 0; tier < ranges.size(); ++tier) {
    RowScan scan(place_of(tier), leaves, ranges[tier]);
    for (; scan.next(); any = true) model::merge_row(*cube_, row.data(), scan.row().data());
    if (!scan.status().ok()) return scan.status().error();
  }
  return any;
}

void CubeState::keep_behind(Instant settled) {
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    const model::TierPlan& plan = cube_->tiers[tier];
    if (plan.keep_ms == 0) continue;
    const std::int64_t first = pane_of(plan, plan_->zone, Instant{settled.ms - plan.keep_ms});
    kept_from_[tier] = std::max(kept_from_[tier], first);
  }
}

void CubeState::expire(model::Commit& commit) {
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    const model::TierPlan& plan = cube_->tiers[tier];
    if (kept_from_[tier] == INT64_MIN) continue;
    std::int64_t before = kept_from_[tier];
    for (const WindowState& window : windows_) {
      if (static_cast<std::size_t>(window.grid.window().tier) != tier) continue;
      before = std::min({before, window.closing.range().first, window.open.range().first});
    }
    if (standing_) before = std::min(before, standing_->ranges()[tier].first);
    // Whole days' worth at a time, so that a range is deleted now and then and not at every commit.
    if (freed_before_[tier] != INT64_MIN &&
        before < freed_before_[tier] + model::kDayMs / plan.width_ms) {
      continue;
    }
    if (oldest_[tier] >= before) continue;
    tables_[tier].drop_before(before);
    oldest_[tier] = before;
    freed_before_[tier] = before;
    commit.expiries.push_back({number_, plan.tier, before});
  }
}

std::size_t CubeState::bytes() const {
  std::size_t bytes = 0;
  for (const PaneTable& table : tables_) bytes += table.bytes();
  return bytes;
}

std::size_t CubeState::digest_bytes() const {
  std::size_t bytes = 0;
  if (!cube_->has_digests()) return bytes;
  for (const WindowState& window : windows_) {
    bytes += window.open.digest_bytes() + window.closing.digest_bytes();
  }
  return bytes;
}

}  // namespace ioc::processing
