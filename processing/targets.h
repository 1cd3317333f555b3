// Whether a figure reaches its target, and if not, whether it is on the way.
#pragma once

#include <optional>
#include <span>

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

// Whether the windows before can change how the open one stands, so that they must be looked at.
bool depends_on_past(const model::TargetPlan& target, const model::TargetStanding& open,
                     model::Instant at, const model::Plan& plan);

// The standing of the open window, kept from flipping by the windows before it (`past`, the oldest
// first, as judged by `judge` at their last instants; those without a value tell nothing).
//
// States that a figure can be in before the deadline are ranked lagging, behind, on pace, met. By
// itself a window has a rank (`judge`), and a firm rank: the least of the ranks that its figure and
// those of all windows that end within `hold` before its end would have with `back` less. From one
// window to the next the state goes down to the rank at once, and up to the firm rank only:
//
//     state = the one before, but not below the firm rank and not above the rank
//
// The first window there is stands by its rank. So the state is a function of the figures alone:
// the same log gives the same states, in whatever steps it was read.
// Example: at least 0.95, back 0.02; 0.96 is met, 0.94 is not, 0.955 is not (0.935 would not be),
// 0.97 is.
model::TargetStanding keep_state(const model::TargetPlan& target,
                                 std::span<const model::TargetStanding> past,
                                 const model::TargetStanding& open, model::Instant at,
                                 const model::Plan& plan);

}  // namespace ioc::processing
