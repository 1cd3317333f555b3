// The addresses of the officials' desk beside /desk itself: provision, refused events, sheets,
// reports, registers; as pages, whole without script, and as JSON.
#pragma once

#include <vector>

#include "serving/intake.h"
#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// All outlive them.
std::vector<Route> desk_routes(const ServerDoors& doors, IntakeDesk& intake);

}  // namespace ioc::serving
