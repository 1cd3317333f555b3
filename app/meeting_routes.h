// The addresses about meetings: /meeting, a page without script, and /api/v1/conclusions.
#pragma once

#include <span>
#include <vector>

#include "serving/assets.h"
#include "serving/route.h"

namespace ioc::app {

class Meeting;

// The meeting outlives them; `built` are the pages the program carries.
std::vector<serving::Route> meeting_routes(Meeting& meeting, std::span<const serving::Asset> built);

}  // namespace ioc::app
