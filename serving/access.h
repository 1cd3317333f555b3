// Who may see what: the one rule that the API, the live feed and the pages share.
#pragma once

#include <string>
#include <string_view>

#include "model/people.h"
#include "model/plan.h"

namespace ioc::serving {

using model::Viewer;

// The figures of `indicator` for the unit with this code (empty: no unit dimension).
bool may_see(const Viewer& viewer, const model::IndicatorPlan& indicator, std::string_view unit);

// The indicator with this id when the viewer may see figures of it; null otherwise, so that
// guessing names tells nothing.
const model::IndicatorPlan* find_visible(const Viewer& viewer, const model::Plan& plan,
                                         std::string_view id);

// Equal texts see equal figures.
std::string rights_key(const Viewer& viewer);

}  // namespace ioc::serving
