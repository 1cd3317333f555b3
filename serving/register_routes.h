// The registers: their page on the desk with its forms, and as JSON.
#pragma once

#include <vector>

#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// The doors outlive them.
std::vector<Route> register_routes(const ServerDoors& doors);

}  // namespace ioc::serving
