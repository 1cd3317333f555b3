// The officials' pages: /sign-in, /sign-out, /desk and what its forms send, and
// /screen, which opens a wall; whole without script.
#pragma once

#include <span>
#include <vector>

#include "serving/assets.h"
#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them; `built` are the pages the program carries.
std::vector<serving::Route> people_pages(PeopleHouse& house, std::span<const serving::Asset> built);

}  // namespace ioc::app
