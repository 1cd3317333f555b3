// The addresses about meetings in the OpenAPI document. Their handlers stand in
// app/meeting_routes.cpp.
#pragma once

#include <string_view>

namespace ioc::serving {

// Members of `paths`, each followed by a comma.
std::string_view openapi_meeting();
// Members of `schemas`, likewise.
std::string_view openapi_meeting_schemas();

}  // namespace ioc::serving
