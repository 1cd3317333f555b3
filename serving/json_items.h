// What the lists of the API have in common when they become JSON. Pure.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "model/name.h"
#include "model/plan.h"

namespace ioc::serving {

// {"vi":…,"en":…}
nlohmann::ordered_json name_json(const model::Name& name);
// Null where there is none.
template <class Number>
nlohmann::ordered_json number_json(const std::optional<Number>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}
// On one line. Bytes that are not UTF-8 are replaced, so that it never fails.
std::string text_of(const nlohmann::ordered_json& json);

// The target's name; its indicator's where it has none.
const model::Name& name_of_target(const model::Plan& plan, const model::TargetPlan& target);

}  // namespace ioc::serving
