// Names and types of an expression: what the parser read becomes what processing evaluates.
//
// Numbers are compared as they are. In sums and conditionals they meet at the larger scale: an int
// or a decimal beside a decimal is rescaled, exactly.
// Quotients of decimals have the dividend's scale, at least 6 digits unless that could overflow.
// A literal beside a unit must be a unit's code.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/source.h"
#include "catalog/syntax.h"
#include "model/plan.h"

namespace ioc::catalog {

// What names mean. `broken` are fields whose declaration was at fault: known, but without a type.
struct Scope {
  const model::StreamPlan* stream = nullptr;
  const std::set<std::string>* broken = nullptr;
  const model::UnitTree* units = nullptr;
  const model::LifecyclePlan* lifecycle = nullptr;  // whose `state` the stream is; knows first(x)
  bool knows_now = false;                           // in `while`
  bool knows_work_time = false;                     // the catalogue has working hours
};

// The names an author may write in the scope, for the nearest one to be found among.
std::vector<std::string> names_of(const Scope& scope);

// Positions of `syntax` lie in `text`. Every fault is reported; then there is no expression.
std::optional<model::Expression> check_expression(const Syntax& syntax, const Text& text,
                                                  const Scope& scope, Report& report);
// The same, and it must be a bool.
std::optional<model::Expression> check_condition(const Syntax& syntax, const Text& text,
                                                 const Scope& scope, Report& report);
// The instants that `condition`, checked with `knows_now`, compares `now` with.
std::vector<model::Expression> thresholds_of(const model::Expression& condition, int now_field);
// Both conditions; equal to the expression `(a) && (b)`.
model::Expression both(model::Expression a, model::Expression b);

}  // namespace ioc::catalog
