// The addresses of /api/v1 about who asks: session, sessions, password (docs/people.md).
#pragma once

#include <vector>

#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them.
std::vector<serving::Route> session_api(PeopleHouse& house);

}  // namespace ioc::app
