// What strangers' JSON holds. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace ioc::serving {

// Empty: there is no such member, or it is no text.
inline std::string text_in(const nlohmann::ordered_json& object, std::string_view name) {
  const auto at = object.find(std::string(name));
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace ioc::serving
