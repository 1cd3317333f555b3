// /desk/accounts: accounts and tokens kept in a browser, by administrators.
#pragma once

#include <span>
#include <vector>

#include "serving/assets.h"
#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them; `built` are the pages the program carries.
std::vector<serving::Route> account_pages(PeopleHouse& house,
                                          std::span<const serving::Asset> built);

}  // namespace ioc::app
