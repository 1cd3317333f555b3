// Indicators share cubes: the last step from a checked catalogue to a plan.
//
// Indicators of one stream with the same dimensions and the same fine pane live in one cube, their
// slots side by side and equal ones only once. An indicator whose windows need days only joins the
// first cube with its dimensions, since every cube can be asked for days.
#pragma once

#include <vector>

#include "catalog/indicators.h"
#include "model/plan.h"

namespace ioc::catalog {

// `plan` has its zone, units and streams; fills cubes, indicators and what streams must evaluate.
// Indicators are sorted by id, so the order of declarations never shows.
void build_cubes(model::Plan& plan, std::vector<IndicatorDeclaration> indicators);

}  // namespace ioc::catalog
