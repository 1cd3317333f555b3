// Sending a sheet from the desk.
#pragma once

#include <vector>

#include "serving/intake.h"
#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// Both outlive them.
std::vector<Route> upload_routes(const ServerDoors& doors, IntakeDesk& intake);

}  // namespace ioc::serving
