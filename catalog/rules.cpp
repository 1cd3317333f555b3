#include "catalog/rules.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string>

namespace ioc::catalog {
namespace {

constexpr std::array<std::string_view, 8> kRuling = {
    "calendar", "catalog", "indicator", "lifecycle", "provision", "report", "stream", "target"};

// Keys come in the order of the alphabet, since a table of toml++ is sorted.
std::string text_of(const toml::table& table) {
  std::ostringstream text;
  text << toml::toml_formatter(
      table, toml::toml_formatter::default_flags & ~toml::format_flags::indentation);
  return std::move(text).str();
}

void add_rule(std::string_view kind, const toml::table& table, std::vector<model::Rule>& rules) {
  std::string name(kind);
  if (const auto id = table["id"].value<std::string_view>()) name += ' ' + std::string(*id);
  rules.push_back({std::move(name), text_of(table)});
}

}  // namespace

void add_rules(const toml::table& root, std::vector<model::Rule>& rules) {
  for (const std::string_view kind : kRuling) {
    const toml::node* found = root.get(kind);
    if (found == nullptr) continue;
    if (const toml::table* table = found->as_table()) {
      rules.push_back({std::string(kind), text_of(*table)});
    } else if (const toml::array* tables = found->as_array()) {
      for (const toml::node& each : *tables) {
        if (const toml::table* one = each.as_table()) add_rule(kind, *one, rules);
      }
    }
  }
}

void add_unit_rules(std::string_view units_csv, std::vector<model::Rule>& rules) {
  bool is_head = true;
  while (!units_csv.empty()) {
    const std::size_t end = std::min(units_csv.find('\n'), units_csv.size());
    std::string_view line = units_csv.substr(0, end);
    units_csv.remove_prefix(std::min(end + 1, units_csv.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    const std::string_view code = line.substr(0, line.find(','));
    rules.push_back({is_head ? "units" : "unit " + std::string(code), std::string(line)});
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
