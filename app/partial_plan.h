// A catalogue's plan cut down to some of its cubes, for who reads a log for them alone.
#pragma once

#include <set>
#include <string>

#include "model/plan.h"

namespace ioc::app {

// Without the other cubes, and without lives that none of these is of. Numbers stay as they are,
// and so does what is refused and what is a duplicate.
model::Plan plan_of(model::Plan plan, const std::set<int>& cubes);

// What an indicator is made of: its own cube, or those a formula takes from. None: it is unknown.
std::set<int> cubes_of(const model::Plan& plan, const std::string& indicator);

}  // namespace ioc::app
