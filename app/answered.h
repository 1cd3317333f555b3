// What another ioc-pulse answered, for the lines of a command.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace ioc::app {

// "-": there is no such member, or it is no text.
inline std::string text_or_dash(const nlohmann::ordered_json& item, const char* name) {
  const auto at = item.find(name);
  return at != item.end() && at->is_string() ? at->get<std::string>() : std::string("-");
}

}  // namespace ioc::app
