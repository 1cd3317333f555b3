// What the header of a request says of the events in its body. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/intake.h"
#include "serving/request.h"

namespace ioc::serving {

// How the body holds events, by its content type and its `ce-` headers; nullopt: no way we read.
std::optional<model::IntakeFormat> intake_format(const Request& request);

// The token of `Authorization: Bearer TOKEN`; empty: none.
std::string_view bearer_token(std::string_view authorization);

// What percent signs in the value of a `ce-` header stand for; broken ones stand for themselves.
std::string percent_decode(std::string_view text);

}  // namespace ioc::serving
