// /api/v1/targets: what shall be reached, and how far it is. Pure.
#pragma once

#include <vector>

#include "model/query.h"
#include "serving/access.h"
#include "serving/answer.h"

namespace ioc::serving {

// Whether there can be a standing of it that the viewer may see.
bool may_see_target(const Viewer& viewer, const model::Plan& plan, const model::TargetPlan& target);

// The targets the viewer may see, by target and unit; `target` and `unit` of the request restrict
// them. `standings` may be null: nothing has been judged yet. One page: there are a few for a unit.
Answer target_list(const Viewer& viewer, const model::Plan& plan,
                   const std::vector<model::TargetStanding>* standings, const Request& request);

}  // namespace ioc::serving
