// The addresses of /api/v1 about people: session, sessions, password, accounts, tokens, audit
// (docs/people.md).
#pragma once

#include <vector>

#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them.
std::vector<serving::Route> people_api(PeopleHouse& house);

}  // namespace ioc::app
