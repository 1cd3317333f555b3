// The rules of a catalogue: each table and unit that figures, targets, reports and duties depend
// on, as it is written (model/rule.h); characters that nobody sees, or that turn the way others are
// read, stand in it as escapes. What only shows figures (boards, subjects), calls for help (alerts)
// or tests is none.
#pragma once

#include <toml++/toml.h>

#include <string_view>
#include <vector>

#include "model/rule.h"

namespace ioc::catalog {

// Adds those of one file.
void add_rules(const toml::table& root, std::vector<model::Rule>& rules);
// Each unit's line of units.csv, and its head, which says what stands in which column.
void add_unit_rules(std::string_view units_csv, std::vector<model::Rule>& rules);
// Sorted by name; what has one name is one rule.
std::vector<model::Rule> settle_rules(std::vector<model::Rule> rules);

}  // namespace ioc::catalog
