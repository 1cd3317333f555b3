// Data provision and refused events: their pages on the desk, and as JSON.
#pragma once

#include <vector>

#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// The doors outlive them.
std::vector<Route> provision_routes(const ServerDoors& doors);

}  // namespace ioc::serving
