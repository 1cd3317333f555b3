// The addresses of /api/v1 about tokens, and the audit log (docs/people.md).
#pragma once

#include <vector>

#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them.
std::vector<serving::Route> token_api(PeopleHouse& house);

}  // namespace ioc::app
