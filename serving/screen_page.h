// What a link that should open a screen leads to when it does not. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "serving/desk_frame.h"

namespace ioc::serving {

enum class ScreenNotice : std::uint8_t {
  bad_link,  // used, too old, or its token is revoked
  unsafe,    // the service is not set up for cookies from elsewhere
  busy,      // it cannot be looked up just now
};

std::string screen_page(const DeskFrame& frame, ScreenNotice notice);

}  // namespace ioc::serving
