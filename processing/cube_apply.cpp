// How a partition's change reaches a cube: tier by tier, pane by pane, group by group.
//
// Coarser tiers are fed from the change of the finer one, already added up, so a day that saw a
// thousand seconds takes each group once. Rows go in sorted by pane and group: what is decided by
// the pane is decided once for its rows, and chunks of groups fill from front to back.
#include <algorithm>

#include "model/partials.h"
#include "processing/cube_state.h"

namespace ioc::processing {

struct CubeState::RowPlace {
  std::int64_t pane;
  std::uint32_t group;  // of the cube
  std::uint32_t row;    // of the change
};

void CubeState::apply(std::size_t source, model::PartitionNumber number, const CubeChange& change,
                      std::uint64_t revision, model::Commit& commit) {
  if (ordinals_.size() <= source) ordinals_.resize(source + 1);
  apply(ordinals_[source], number, change, revision, commit);
}

void CubeState::fill(model::PartitionNumber number, const CubeChange& change,
                     model::Commit& commit) {
  constexpr std::uint64_t kOlderThanAll = 1;
  std::vector<std::uint32_t> ordinals;
  apply(ordinals, number, change, kOlderThanAll, commit);
}

void CubeState::apply(std::vector<std::uint32_t>& ordinals, model::PartitionNumber number,
                      const CubeChange& change, std::uint64_t revision, model::Commit& commit) {
  for (const model::GroupKey& key : change.groups) {
    const bool is_new = !groups_.contains(key);
    ordinals.push_back(groups_.add(key));
    if (is_new) commit.groups.push_back({number_, ordinals.back(), key});
  }
  model::PaneAddress address;
  address.cube = number_;
  address.partition = number;
  const DeltaTable* rows = &change.rows;
  DeltaTable coarser(*cube_);
  for (std::size_t tier = 0; tier < cube_->tiers.size(); ++tier) {
    if (tier > 0) {
      DeltaTable next(*cube_);
      coarsen(*rows, tier, next);
      coarser = std::move(next);
      rows = &coarser;
    }
    address.tier = cube_->tiers[tier].tier;
    apply_tier(tier, *rows, ordinals, revision, address, commit);
  }
}

// Adds the rows of the tier before up to those of `tier`.
void CubeState::coarsen(const DeltaTable& finer, std::size_t tier, DeltaTable& rows) const {
  std::int64_t finer_pane = INT64_MIN;
  std::int64_t pane = 0;
  for (std::size_t i = 0; i < finer.size(); ++i) {
    const RowKey& key = finer.key(i);
    if (key.pane != finer_pane) {
      finer_pane = key.pane;
      pane = pane_of(cube_->tiers[tier], plan_->zone,
                     pane_start(cube_->tiers[tier - 1], plan_->zone, key.pane));
    }
    const std::size_t row = rows.touch(pane, key.group);
    model::merge_row(*cube_, rows.words() + row * static_cast<std::size_t>(cube_->row_words),
                     finer.row(i));
    if (!cube_->has_digests()) continue;
    model::merge_digest(cube_->digest_kind(), rows.digest(row), finer.digest(i));
  }
}

void CubeState::apply_tier(std::size_t tier, const DeltaTable& rows,
                           const std::vector<std::uint32_t>& ordinals, std::uint64_t revision,
                           model::PaneAddress address, model::Commit& commit) {
  std::vector<RowPlace> places(rows.size());
  for (std::uint32_t row = 0; row < places.size(); ++row) {
    places[row] = {rows.key(row).pane, ordinals[rows.key(row).group], row};
  }
  std::sort(places.begin(), places.end(), [](const RowPlace& a, const RowPlace& b) {
    return a.pane != b.pane ? a.pane < b.pane : a.group < b.group;
  });
  for (auto begin = places.begin(); begin != places.end();) {
    const auto end = std::find_if(begin, places.end(),
                                  [&](const RowPlace& place) { return place.pane != begin->pane; });
    if (begin->pane < kept_from_[tier]) {  // CubeState C2
      sealed_rows_ += static_cast<std::uint64_t>(end - begin);
    } else {
      address.pane = begin->pane;
      apply_pane(tier, rows, {begin, end}, revision, address, commit);
    }
    begin = end;
  }
}

void CubeState::apply_pane(std::size_t tier, const DeltaTable& rows,
                           std::span<const RowPlace> places, std::uint64_t revision,
                           model::PaneAddress address, model::Commit& commit) {
  const auto row_words = static_cast<std::size_t>(cube_->row_words);
  std::vector<std::int64_t> nothing(row_words), row(row_words);
  model::clear_row(*cube_, nothing.data());
  const std::vector<Follower> followers = followers_of(tier, address.pane);
  PaneTable::Pane* pane = nullptr;
  model::PaneRows* chunk = nullptr;
  for (const RowPlace& place : places) {
    std::copy_n(rows.row(place.row), row_words, row.begin());
    if (row == nothing) continue;  // events that no slot took
    row[0] = static_cast<std::int64_t>(revision);
    const std::string_view digest =
        cube_->has_digests() ? std::string_view(rows.digest(place.row)) : std::string_view();
    if (pane == nullptr) {
      pane = &tables_[tier].pane(address.pane);
      oldest_[tier] = std::min(oldest_[tier], address.pane);
    }
    tables_[tier].merge_in(*pane, place.group, row.data(), digest);
    if (chunk == nullptr || address.chunk != place.group / model::kChunkRows) {
      address.chunk = place.group / model::kChunkRows;
      chunk = &commit.panes.emplace_back(model::PaneChange{address, {}}).rows;
    }
    merge_into_chunk(*cube_, *chunk, place.group, row.data(), digest);
    if (standing_ && standing_->change(tier, address.pane, place.group, row.data())) {
      mark_standing(place.group);
    }
    for (const Follower& follower : followers) {
      follow(follower, address.pane, place.group, row, digest);
    }
  }
  if (pane != nullptr && followers.empty() && is_ahead(tier, address.pane)) {
    tables_[tier].drop_nothing(address.pane);
  }
}

// The windows that a change of this pane concerns, and why.
std::vector<CubeState::Follower> CubeState::followers_of(std::size_t tier, std::int64_t pane) {
  std::vector<Follower> followers;
  for (WindowState& window : windows_) {
    if (static_cast<std::size_t>(window.grid.window().tier) != tier) continue;
    const Follower follower{
        &window, window.open.range().holds(pane), window.closing.range().holds(pane),
        window.final_end.ms != INT64_MIN && window.grid.first_end_with(pane) <= window.final_end};
    if (follower.is_open || follower.is_closing || follower.is_final) followers.push_back(follower);
  }
  return followers;
}

// A life that was corrected may change a share without changing how many there are.
bool CubeState::changes(const model::IndicatorPlan& indicator,
                        const std::vector<std::int64_t>& row) const {
  const auto has_changed = [&](int number) {
    if (number < 0) return false;
    const model::Slot& slot = cube_->slots[static_cast<std::size_t>(number)];
    const std::int64_t* const words = row.data() + slot.word;
    switch (slot.kind) {
      case model::SlotKind::count: return words[0] != 0;
      case model::SlotKind::sum: return model::load_wide(words) != 0;
      case model::SlotKind::minimum:
      case model::SlotKind::maximum:
      case model::SlotKind::distinct:
      case model::SlotKind::latest: return false;  // they change with the count
    }
    return false;
  };
  return has_changed(indicator.count_slot) || has_changed(indicator.value_slot);
}

void CubeState::follow(const Follower& follower, std::int64_t pane, std::uint32_t group,
                       const std::vector<std::int64_t>& row, std::string_view digest) {
  WindowState& window = *follower.window;
  if (follower.is_closing) window.closing.change(pane, group, row.data(), digest);  // CubeState C1
  if (follower.is_open) {
    window.open.change(pane, group, row.data(), digest);
    groups_.for_each_output(group, [&](std::uint32_t output) {
      window.unseen.insert(output);
      window.unpublished.insert(output);
    });
  }
  if (!follower.is_final) return;
  for (const int number : window.indicators) {
    const model::IndicatorPlan& indicator = plan_->indicators[static_cast<std::size_t>(number)];
    if (changes(indicator, row)) window.corrected.insert({number, group, pane});
  }
}

}  // namespace ioc::processing
