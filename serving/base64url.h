// RFC 4648 section 5 without padding, as tokens and their keys are written. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ioc::serving {

// None for a letter that is not of it, padding, or an end that no bytes have.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace ioc::serving
