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

StandingSum::StandingSum(const model::CubePlan& cube, const std::vector<PaneTable>& tables,
                         const model::Zone& zone)
    : cube_(&cube), zone_(&zone), ranges_(tables.size()) {
  for (const PaneTable& table : tables) runners_.emplace_back(cube, table);
}

void StandingSum::move_to(model::Instant as_of) {
  as_of_ = as_of;
  ranges_ = panes_until(*cube_, *zone_, as_of);
  for (std::size_t tier = 0; tier < runners_.size(); ++tier) runners_[tier].move_to(ranges_[tier]);
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
