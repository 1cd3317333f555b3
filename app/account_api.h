// The addresses of /api/v1 about accounts and their grants (docs/people.md).
#pragma once

#include <vector>

#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them.
std::vector<serving::Route> account_api(PeopleHouse& house);

}  // namespace ioc::app
