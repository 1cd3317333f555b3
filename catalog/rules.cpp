#include "catalog/rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>

#include "catalog/utf8.h"

namespace ioc::catalog {
namespace {

constexpr std::array<std::string_view, 8> kRuling = {
    "calendar", "catalog", "indicator", "lifecycle", "provision", "report", "stream", "target"};

std::string text_of(const toml::node& node);

// Nobody sees these characters, or they turn the way in which others are read: with them a rule
// would look to whoever approves it as what it is not.
bool is_unseen(std::uint32_t point) {
  constexpr std::pair<std::uint32_t, std::uint32_t> kUnseen[] = {
      {0x00, 0x08},     {0x0A, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x061C, 0x061C},
      {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE007F}};
  return std::any_of(std::begin(kUnseen), std::end(kUnseen), [&](const auto& range) {
    return range.first <= point && point <= range.second;
  });
}

// With escapes for them, and so that no two texts become one.
std::string escaped(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.value == '\\') {
      out += "\\\\";
    } else if (point.value == '\n') {
      out += "\\n";
    } else if (is_unseen(point.value)) {
      out += point.value > 0xFFFF ? fmt::format("\\U{:08x}", point.value)
                                  : fmt::format("\\u{:04x}", point.value);
    } else {
      out += text.substr(0, point.bytes);
    }
    text.remove_prefix(point.bytes);
  }
  return out;
}

bool has_unseen(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (is_unseen(point.value)) return true;
    text.remove_prefix(point.bytes);
  }
  return false;
}

// As a catalogue writes it: between single quotes, unless it has such within.
std::string string_text(const std::string& text) {
  if (text.find('\'') == std::string::npos && !has_unseen(text)) return "'" + text + "'";
  std::string quoted = "\"";
  for (const char each : escaped(text)) {
    if (each == '"') quoted += '\\';
    quoted += each;
  }
  return quoted + '"';
}

// Keys come in the order of the alphabet, since a table of toml++ is sorted.
std::string inline_text(const toml::table& table) {
  std::string text;
  for (const auto& [key, value] : table) {
    text += (text.empty() ? "" : ", ") + escaped(key.str()) + " = " + text_of(value);
  }
  return "{ " + text + " }";
}

// Tables of a list stand on a line each, so that a change of one is seen.
std::string list_text(const toml::array& list) {
  const bool is_long = std::any_of(list.begin(), list.end(),
                                   [](const toml::node& each) { return !each.is_value(); });
  std::string text = "[";
  for (const toml::node& each : list) {
    if (&each != &list.front() && !is_long) text += ", ";
    text += (is_long ? "\n  " : "") + text_of(each) + (is_long ? "," : "");
  }
  return text + (is_long ? "\n]" : "]");
}

std::string text_of(const toml::node& node) {
  if (const toml::table* table = node.as_table()) return inline_text(*table);
  if (const toml::array* list = node.as_array()) return list_text(*list);
  if (const auto* text = node.as_string()) return string_text(text->get());
  if (const auto* number = node.as_floating_point()) {
    char digits[32];  // the fewest that say which number it is: as people write it
    const auto end = std::to_chars(digits, digits + sizeof digits, number->get()).ptr;
    return std::string(digits, end);
  }
  std::ostringstream out;
  node.visit([&](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) out << value;
  });
  return std::move(out).str();
}

// A line each key.
std::string rule_text(const toml::table& table) {
  std::string text;
  for (const auto& [key, value] : table) {
    text += (text.empty() ? "" : "\n") + escaped(key.str()) + " = " + text_of(value);
  }
  return text;
}

void add_rule(std::string_view kind, const toml::table& table, std::vector<model::Rule>& rules) {
  std::string name(kind);
  if (const auto id = table["id"].value<std::string_view>()) name += ' ' + std::string(*id);
  rules.push_back({std::move(name), rule_text(table)});
}

}  // namespace

void add_rules(const toml::table& root, std::vector<model::Rule>& rules) {
  for (const std::string_view kind : kRuling) {
    const toml::node* found = root.get(kind);
    if (found == nullptr) continue;
    if (const toml::table* table = found->as_table()) {
      rules.push_back({std::string(kind), rule_text(*table)});
    } else if (const toml::array* tables = found->as_array()) {
      for (const toml::node& each : *tables) {
        if (const toml::table* one = each.as_table()) add_rule(kind, *one, rules);
      }
    }
  }
}

void add_unit_rules(std::string_view units_csv, std::vector<model::Rule>& rules) {
  bool is_head = true;
  for (std::string_view line : model::lines_of(units_csv)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::string_view code = line.substr(0, line.find(','));
    rules.push_back({is_head ? "units" : "unit " + escaped(code), escaped(line)});
    is_head = false;
  }
}

std::vector<model::Rule> settle_rules(std::vector<model::Rule> rules) {
  std::stable_sort(rules.begin(), rules.end(),
                   [](const model::Rule& a, const model::Rule& b) { return a.name < b.name; });
  std::vector<model::Rule> settled;
  for (model::Rule& rule : rules) {
    if (settled.empty() || settled.back().name != rule.name) {
      settled.push_back(std::move(rule));
    } else {
      settled.back().text += '\n' + rule.text;  // a unit that moves stands on a line a move
    }
  }
  return settled;
}

}  // namespace ioc::catalog
