// The addresses about people in the OpenAPI document. Their handlers stand in app/people_api.cpp.
#pragma once

#include <string_view>

namespace ioc::serving {

// Members of `paths`, each followed by a comma.
std::string_view openapi_people();
// Members of `schemas`, likewise.
std::string_view openapi_people_schemas();

}  // namespace ioc::serving
