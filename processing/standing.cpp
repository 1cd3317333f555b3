#include "processing/standing.h"

#include "processing/pane_grid.h"

namespace ioc::processing {

std::vector<PaneRange> panes_until(const model::CubePlan& cube, const model::Zone& zone,
                                   model::Instant at) {
  std::vector<PaneRange> ranges(cube.tiers.size());
  model::Instant from{INT64_MIN};  // what coarser tiers have reached
  for (std::size_t tier = cube.tiers.size(); tier-- > 0;) {
    const model::TierPlan& plan = cube.tiers[tier];
    PaneRange& range = ranges[tier];
    range.first = from.ms == INT64_MIN ? INT64_MIN : pane_of(plan, zone, from);
    range.end = pane_of(plan, zone, at) + (tier == 0 ? 1 : 0);
    if (tier > 0) from = pane_start(plan, zone, range.end);
  }
  return ranges;
}

StandingSum::StandingSum(const std::vector<TierPlace>& places, const model::Zone& zone)
    : cube_(places.front().cube), zone_(&zone), ranges_(places.size()) {
  // A pane leaves a tier only together with all others, for a coarser one.
  for (const TierPlace& place : places) runners_.emplace_back(place, false);
}

void StandingSum::begin(std::size_t tier, model::Instant at) {
  ranges_[tier] = panes_until(*cube_, *zone_, at)[tier];
  runners_[tier].begin(ranges_[tier]);
}

void StandingSum::restore(std::size_t tier, std::int64_t pane, std::uint32_t group,
                          const std::int64_t* row) {
  runners_[tier].change(pane, group, row);
}

model::Status StandingSum::move_to(model::Instant as_of) {
  as_of_ = as_of;
  ranges_ = panes_until(*cube_, *zone_, as_of);
  for (std::size_t tier = 0; tier < runners_.size(); ++tier) {
    const model::Status moved = runners_[tier].move_to(ranges_[tier]);
    if (!moved.ok()) return moved;
  }
  return model::Done{};
}

bool StandingSum::change(std::size_t tier, std::int64_t pane, std::uint32_t group,
                         const std::int64_t* change) {
  if (as_of_.ms == INT64_MIN || !ranges_[tier].holds(pane)) return false;
  runners_[tier].change(pane, group, change);
  return true;
}

void StandingSum::add_to(std::uint32_t group, std::int64_t* row) const {
  for (const WindowRunner& runner : runners_) {
    const std::int64_t* part = runner.row(group);
    if (part != nullptr) model::merge_row(*cube_, row, part);
  }
}

}  // namespace ioc::processing
