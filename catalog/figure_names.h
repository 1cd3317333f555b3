// Names that targets and boards share: which figure of which unit is meant.
#pragma once

#include <string>

#include "catalog/cases.h"
#include "catalog/source.h"

namespace ioc::catalog {

// Each tells what is unknown, with the nearest valid name, and then gives nothing.

// Nothing is told of an indicator that is at fault itself, or may stand in a file that does not
// parse.
const CaseIndicator* find_indicator(const Text& name, const CaseGround& ground, Report& report);
bool knows_window(const CaseIndicator& indicator, const Text& window, Report& report);
model::UnitIndex find_unit(const Text& code, const model::UnitTree& units, Report& report);
bool knows_level(const Text& level, const model::UnitTree& units, Report& report);

// One figure of a window for each unit, or one at all: what a target is set for and a board shows.
bool is_by_unit(const CaseIndicator& indicator);
bool is_plain(const CaseIndicator& indicator);

}  // namespace ioc::catalog
