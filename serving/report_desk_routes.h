// Official reports on the desk: what is due, one report, and the forms of what is done about it.
#pragma once

#include <vector>

#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// The doors outlive them.
std::vector<Route> report_desk_routes(const ServerDoors& doors);

}  // namespace ioc::serving
