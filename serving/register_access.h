// Who may see an entry of a register, raise one and answer it: the rule of serving/access.h applied
// to registers. Pure.
#pragma once

#include <cstdint>

#include "model/plan.h"
#include "model/register.h"
#include "serving/access.h"

namespace ioc::serving {

// Whoever may see figures of the unit that raised it, or of the one that answers.
bool may_see_entry(const Viewer& viewer, const model::Plan& plan,
                   const model::RegisterEntry& entry);
// In the name of the unit: whoever may comment there, or prepare its reports.
bool may_act_for(const Viewer& viewer, const model::Plan& plan, const std::string& unit);
// The units for which the viewer may act, as granted, in the order of the catalogue.
std::vector<model::UnitIndex> acting_units(const model::Plan& plan, const Viewer& viewer);
bool may_answer(const Viewer& viewer, const model::Plan& plan, const model::RegisterEntry& entry);
// Closing and opening again: for who raised it.
bool may_close(const Viewer& viewer, const model::Plan& plan, const model::RegisterEntry& entry);

// Working days of the unit that answers which began after the last day, up to the answer or today.
std::int64_t late_days(const model::Plan& plan, const model::RegisterEntry& entry,
                       model::Instant now);

}  // namespace ioc::serving
