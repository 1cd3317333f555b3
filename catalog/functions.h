// The functions and methods of expressions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "catalog/operators.h"

namespace ioc::catalog {

bool is_function(std::string_view name);       // f(x), without `has`, which is no value's function
bool is_work_function(std::string_view name);  // of two arguments, by the calendar
bool is_method(std::string_view name);         // x.f(…)
std::vector<std::string> function_names();
std::vector<std::string> method_names();

// `args` has one element.
Applied apply_function(std::string_view name, std::vector<model::Expression> args);
// `args` has two elements. Whose hours count is for the caller to say.
Applied apply_work_function(std::string_view name, std::vector<model::Expression> args);
// The receiver is the first of `args`; their number is right.
Applied apply_method(std::string_view name, std::vector<model::Expression> args);

}  // namespace ioc::catalog
