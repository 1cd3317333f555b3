// The addresses of signing in through an OpenID provider: /sign-in/openid, where it begins, and
// /sign-in/openid/back and /out, to which the provider sends browsers back.
#pragma once

#include <span>
#include <vector>

#include "serving/assets.h"
#include "serving/desk_frame.h"
#include "serving/route.h"

namespace ioc::app {

class PeopleHouse;

// The house outlives them and has an OpenId; `built` are the pages the program carries.
std::vector<serving::Route> openid_pages(PeopleHouse& house, std::span<const serving::Asset> built);

// The answer to somebody whose session has just ended here: it ends at the provider too.
serving::Outcome leave_provider(PeopleHouse& house, const serving::Request& request,
                                const serving::DeskFrame& frame);

}  // namespace ioc::app
