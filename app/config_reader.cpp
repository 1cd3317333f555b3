#include "app/config_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "model/time.h"

namespace ioc::app {
namespace {

// Replaces ${NAME} and ${NAME:-default}; as in a shell the default also stands in for a variable
// that is set but empty. What is wrong, if anything, goes to `fault`.
std::string expand(std::string_view text, std::string& fault) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find("${");
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      fault = fmt::format("'{}' has no closing brace", text.substr(open));
      break;
    }
    out += text.substr(0, open);
    const std::string_view inner = text.substr(open + 2, close - open - 2);
    const std::size_t colon = inner.find(":-");
    const std::string name(inner.substr(0, colon));
    const char* value = std::getenv(name.c_str());
    const bool has_default = colon != std::string_view::npos;
    if (value != nullptr && (*value != '\0' || !has_default)) {
      out += value;
    } else if (has_default) {
      out += inner.substr(colon + 2);
    } else {
      fault = fmt::format(
          "the environment has no variable '{0}'; set it, or give a default as "
          "${{{0}:-value}}",
          name);
    }
    text.remove_prefix(close + 1);
  }
  return out += text;
}

}  // namespace

void ConfigReader::table(const toml::table& table, const std::string& where, const Keys& keys) {
  for (const auto& [key, node] : table) {
    const auto known = std::find_if(keys.begin(), keys.end(),
                                    [&](const auto& entry) { return entry.first == key.str(); });
    if (known != keys.end()) {
      known->second(node);
      continue;
    }
    std::string names;
    for (const auto& entry : keys) names += (names.empty() ? "" : ", ") + entry.first;
    fault(key.source(),
          fmt::format("unknown key '{}' in {}; known are: {}", key.str(), where, names));
  }
}

std::string ConfigReader::text(const toml::node& node) {
  if (!node.is_string()) {
    fault(node.source(), "expected a string");
    return {};
  }
  std::string wrong;
  std::string value = expand(node.as_string()->get(), wrong);
  if (!wrong.empty()) fault(node.source(), wrong);
  return value;
}

std::int64_t ConfigReader::number(const toml::node& node, std::int64_t low, std::int64_t high) {
  std::int64_t value = low;
  if (node.is_integer()) {
    value = node.as_integer()->get();
  } else if (node.is_string()) {  // so that ${NAME} can give a number
    const std::string written = text(node);
    const auto [end, error] =
        std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc{} || end != written.data() + written.size()) value = low - 1;
  } else {
    value = low - 1;
  }
  if (value < low || value > high) {
    fault(node.source(), fmt::format("expected a whole number from {} to {}", low, high));
    return low;
  }
  return value;
}

bool ConfigReader::flag(const toml::node& node) {
  if (node.is_boolean()) return node.as_boolean()->get();
  fault(node.source(), "expected true or false");
  return false;
}

std::int64_t ConfigReader::span_ms(const toml::node& node, std::int64_t low_ms,
                                   std::int64_t high_ms) {
  constexpr std::int64_t kCountMax = 1'000'000;
  const std::string written = node.is_string() ? text(node) : std::string();
  std::int64_t count = -1;
  const auto [rest, error] =
      std::from_chars(written.data(), written.data() + written.size(), count);
  const std::string_view unit(rest,
                              static_cast<std::size_t>(written.data() + written.size() - rest));
  const std::int64_t unit_ms = unit == "s"   ? model::kSecondMs
                               : unit == "m" ? model::kMinuteMs
                               : unit == "h" ? model::kHourMs
                               : unit == "d" ? model::kDayMs
                                             : 0;
  const bool is_span = error == std::errc{} && unit_ms > 0 && count >= 0 && count <= kCountMax;
  if (!is_span || count * unit_ms < low_ms || count * unit_ms > high_ms) {
    fault(node.source(), fmt::format("expected a time as \"30s\", \"15m\", \"12h\" or \"7d\", from "
                                     "{} s to {} s",
                                     low_ms / model::kSecondMs, high_ms / model::kSecondMs));
    return low_ms;
  }
  return count * unit_ms;
}

std::vector<std::string> ConfigReader::texts(const toml::node& node) {
  std::vector<std::string> all;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& one : *list) all.push_back(text(one));
  } else {
    all.push_back(text(node));
  }
  return all;
}

const toml::table* ConfigReader::sub_table(const toml::node& node) {
  if (node.is_table()) return node.as_table();
  fault(node.source(), "expected a table");
  return nullptr;
}

std::string ConfigReader::place(const toml::source_region& at) const {
  return fmt::format("{}:{}:{}", file_, at.begin.line, at.begin.column);
}

void ConfigReader::fault(const toml::source_region& at, const std::string& what) {
  faults_.push_back(fmt::format("{}: error[CONFIG]: {}", place(at), what));
}

}  // namespace ioc::app
