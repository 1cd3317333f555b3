// Alerts in words, for people and for those who pass them on. Pure.
#pragma once

#include "model/alert.h"
#include "model/plan.h"

namespace ioc::serving {

// The alert's name, or its target's, or its stream's; of one the plan no longer has, its id.
model::Name alert_name(const model::Plan& plan, const model::Alert& alert);

// One sentence of what is wrong: what, where, the figure as it was seen beside its limit.
model::Name alert_summary(const model::Plan& plan, const model::Alert& alert);

// What the alert watches for, in words: "fires when … for 10 min; over when …".
model::Name alert_rule(const model::Plan& plan, const model::AlertPlan& alert);

// Null when the plan no longer has it.
const model::AlertPlan* find_alert(const model::Plan& plan, std::string_view id);

}  // namespace ioc::serving
