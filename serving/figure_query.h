// Query parameters become a question to the engine, or a problem that names the parameter. Pure.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "model/plan.h"
#include "model/query.h"
#include "serving/access.h"
#include "serving/answer.h"

namespace ioc::serving {

// The first parameter that is not among `known`, stands twice, or is empty
// where a time, a number or one of certain words is wanted, as a problem.
std::optional<Answer> check_names(const Parameters& parameters,
                                  const std::vector<std::string_view>& known);
// The value of a parameter; empty when it is absent.
std::string_view value_of(const Parameters& parameters, std::string_view name);

// indicator, window, unit and level, as the figures' list and the live feed share them. Empty
// members do not restrict.
struct Selection {
  std::string indicator = {};
  std::string window = {};
  std::string unit = {};
  std::string level = {};
};
std::variant<Selection, Answer> read_selection(const Viewer& viewer, const model::Plan& plan,
                                               const Parameters& parameters);

// as_of=, an instant in RFC 3339.
std::variant<model::Instant, Answer> read_as_of(std::string_view text);

// limit=, within 1 and kPageItemsMax.
std::variant<std::size_t, Answer> read_limit(const Parameters& parameters);

// The question holds on to the plan and to what the viewer may see.
std::variant<model::FigureQuery, Answer> read_figure_query(const Viewer& viewer,
                                                           const model::Plan& plan,
                                                           const Parameters& parameters);

}  // namespace ioc::serving
