// Whether a figure reaches its target, and if not, whether it is on the way.
#pragma once

#include <optional>

#include "model/figure.h"
#include "model/plan.h"
#include "model/query.h"

namespace ioc::processing {

// Judges one figure (null: there is none) at an instant. Whether the limit is met is decided in
// exact numbers. Before the deadline, with a baseline: a figure is on pace when it is at or beyond
// the straight line from the baseline to the limit, by working days of the root unit (all days
// where the catalogue has no working hours); behind when it is within `near` of that line, else
// lagging. Without a baseline it is behind when within `near` of the limit, else lagging. `near` is
// five hundredths for shares and a tenth of the limit for all else, where the target does not say.
// After the deadline what is not met is missed.
// Everything of the standing but `target` and `unit` is filled in.
model::TargetStanding judge(const model::TargetPlan& target, const model::Figure* figure,
                            model::Instant at, const model::Plan& plan);

}  // namespace ioc::processing
