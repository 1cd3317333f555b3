// What a form of our pages sends, with a file or without. Pure.
#pragma once

#include <optional>

#include "serving/request.h"

namespace ioc::serving {

// The fields in their order, of application/x-www-form-urlencoded or of multipart/form-data (RFC
// 7578); of a file its content. None: another type of content, or a body that is damaged.
std::optional<Parameters> read_form(const Request& request);

}  // namespace ioc::serving
