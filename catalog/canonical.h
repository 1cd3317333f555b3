// The canonical text of checked expressions: fully bracketed, so that equal texts are equal trees.
#pragma once

#include <string>
#include <string_view>

#include "model/expression.h"

namespace ioc::catalog {

// "string", "int", "decimal(2)", "bool", "time", "duration", "day", "unit".
std::string type_name(const model::Type& type);

// 'text' with its quotes and backslashes escaped.
std::string quoted(std::string_view text);

// Expects the arguments to have theirs; `field_name` is used by `field` and `has`,
// and by working time for the unit whose hours count.
std::string canonical_of(const model::Expression& expression, std::string_view field_name);

}  // namespace ioc::catalog
