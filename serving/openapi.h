// The description of the API as OpenAPI 3.1, served at /openapi.json.
#pragma once

#include <string>
#include <string_view>

namespace ioc::serving {

std::string openapi_json(std::string_view version);

}  // namespace ioc::serving
