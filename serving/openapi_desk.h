// The part of the API's description that is about data provision, refused events and registers.
#pragma once

#include <string_view>

namespace ioc::serving {

// Members of `paths`, and of `components/schemas`; each ends with a comma.
std::string_view openapi_desk();
std::string_view openapi_desk_schemas();

}  // namespace ioc::serving
