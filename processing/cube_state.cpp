#include "processing/cube_state.h"

#include <algorithm>

#include "model/check.h"
#include "processing/pane_grid.h"

namespace ioc::processing {

using model::Instant;

CubeState::CubeState(const model::Plan& plan, int cube_number)
    : plan_(&plan),
      cube_(&plan.cubes[static_cast<std::size_t>(cube_number)]),
      groups_(*cube_, plan) {
  for (std::size_t i = 0; i < cube_->tiers.size(); ++i) tables_.emplace_back(*cube_);
  kept_from_.assign(cube_->tiers.size(), INT64_MIN);
  freed_before_ = kept_from_;
  std::size_t window_count = 0;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    window_count += indicator.windows.size();
  }
  windows_.reserve(window_count);
  for (std::size_t i = 0; i < plan.indicators.size(); ++i) {
    const model::IndicatorPlan& indicator = plan.indicators[i];
    if (indicator.cube != cube_number) continue;
    for (const model::WindowPlan& window : indicator.windows) {
      auto at = std::find_if(windows_.begin(), windows_.end(), [&](const WindowState& state) {
        return state.grid.window().text == window.text;
      });
      if (at == windows_.end()) {
        const auto tier = static_cast<std::size_t>(window.tier);
        windows_.emplace_back(*cube_, tables_[tier],
                              WindowGrid(window, cube_->tiers[tier], plan.zone));
        at = windows_.end() - 1;
      }
      at->indicators.push_back(static_cast<int>(i));
    }
  }
}

void CubeState::restore(const model::PaneAddress& address, const model::PaneRows& rows) {
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    if (cube_->tiers[tier].tier == address.tier) {
      tables_[tier].merge(address.pane, address.chunk, rows);
    }
  }
}

void CubeState::move_open(Instant high) {
  for (WindowState& window : windows_) {
    const Instant end = window.grid.next_end(high);
    if (end <= window.open_end) continue;
    const auto mark_all = [&] {
      for (std::uint32_t leaf = 0; leaf < groups_.leaf_count(); ++leaf) {
        const std::int64_t* row = window.open.row(leaf);
        if (row == nullptr) continue;
        for (const std::uint32_t output : groups_.outputs_of(leaf)) {
          window.unseen.insert(output);
          window.unpublished.insert(output);
        }
      }
    };
    mark_all();  // groups that fall out of the window change too
    window.open.move_to(window.grid.panes_of(end));
    window.open_end = end;
    mark_all();
  }
}

bool CubeState::open_row(const WindowState& window, std::uint32_t output,
                         std::vector<std::int64_t>& row) const {
  row.resize(static_cast<std::size_t>(cube_->row_words));
  model::clear_row(*cube_, row.data());
  for (const std::uint32_t leaf : groups_.output(output).leaves) {
    const std::int64_t* part = window.open.row(leaf);
    if (part != nullptr) model::merge_row(*cube_, row.data(), part);
  }
  return std::any_of(cube_->slots.begin(), cube_->slots.end(), [&](const model::Slot& slot) {
    return slot.kind == model::SlotKind::count && row[static_cast<std::size_t>(slot.word)] != 0;
  });
}

void CubeState::closing_rows(
    const WindowState& window,
    std::vector<std::pair<std::uint32_t, std::vector<std::int64_t>>>& rows) const {
  rows.clear();
  std::vector<std::int32_t> place(groups_.output_count(), -1);
  for (std::uint32_t leaf = 0; leaf < groups_.leaf_count(); ++leaf) {
    const std::int64_t* part = window.closing.row(leaf);
    if (part == nullptr) continue;
    for (const std::uint32_t output : groups_.outputs_of(leaf)) {
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

CubeState::Rows CubeState::rows_of(const WindowState& window,
                                   const std::vector<std::uint32_t>& leaves,
                                   PaneRange range) const {
  const PaneTable& panes = table(window);
  Rows rows;
  std::vector<std::int64_t> row(static_cast<std::size_t>(cube_->row_words));
  for (auto at = panes.panes().lower_bound(range.first);
       at != panes.panes().end() && at->first < range.end; ++at) {
    bool any = false;
    for (const std::uint32_t leaf : leaves) {
      const std::int64_t* part = panes.find_in(at->second, leaf);
      if (part == nullptr) continue;
      if (!any) model::clear_row(*cube_, row.data());
      any = true;
      model::merge_row(*cube_, row.data(), part);
    }
    if (any) rows.emplace_back(at->first, row);
  }
  return rows;
}

bool CubeState::since_row(const WindowState& window, const std::vector<std::uint32_t>& leaves,
                          std::vector<std::int64_t>& row) const {
  const Rows rows = rows_of(window, leaves, {window.grid.window().since, INT64_MAX});
  model::clear_row(*cube_, row.data());
  for (const auto& [pane, part] : rows) model::merge_row(*cube_, row.data(), part.data());
  return !rows.empty();
}

void CubeState::keep_behind(Instant settled) {
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    const model::TierPlan& plan = cube_->tiers[tier];
    if (plan.keep_ms == 0) continue;
    const std::int64_t first = pane_of(plan, plan_->zone, Instant{settled.ms - plan.keep_ms});
    kept_from_[tier] = std::max(kept_from_[tier], first);
  }
}

void CubeState::expire(model::CubeNumber cube_number, model::Commit& commit) {
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    const model::TierPlan& plan = cube_->tiers[tier];
    if (kept_from_[tier] == INT64_MIN) continue;
    std::int64_t before = kept_from_[tier];
    for (const WindowState& window : windows_) {
      if (static_cast<std::size_t>(window.grid.window().tier) != tier) continue;
      before = std::min({before, window.closing.range().first, window.open.range().first});
    }
    // Whole days' worth at a time, so that a range is deleted now and then and not at every commit.
    if (freed_before_[tier] != INT64_MIN &&
        before < freed_before_[tier] + model::kDayMs / plan.width_ms) {
      continue;
    }
    const auto& panes = tables_[tier].panes();
    if (panes.empty() || panes.begin()->first >= before) continue;
    tables_[tier].drop_before(before);
    freed_before_[tier] = before;
    commit.expiries.push_back({cube_number, plan.tier, before});
  }
}

std::size_t CubeState::bytes() const {
  std::size_t bytes = 0;
  for (const PaneTable& table : tables_) bytes += table.bytes();
  return bytes;
}

}  // namespace ioc::processing
