// Where the panes of a tier lie in time.
#pragma once

#include "model/plan.h"
#include "model/time.h"

namespace ioc::processing {

inline std::int64_t pane_of(const model::TierPlan& tier, const model::Zone& zone,
                            model::Instant t) {
  return tier.tier == model::Tier::day ? zone.day_of(t)
                                       : model::floor_div(t.ms - tier.phase_ms, tier.width_ms);
}

inline model::Instant pane_start(const model::TierPlan& tier, const model::Zone& zone,
                                 std::int64_t pane) {
  return tier.tier == model::Tier::day ? zone.day_start(static_cast<model::CivilDay>(pane))
                                       : model::Instant{pane * tier.width_ms + tier.phase_ms};
}

}  // namespace ioc::processing
