// `fields.x = { pointer = "/data/x", type = "…" }`: one declared field of a stream.
#pragma once

#include <optional>

#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// `is_of_letter`: of a dead letter, which has few members. Gives nothing when the field is at
// fault, which is reported.
std::optional<model::FieldPlan> read_field(const Text& name, const toml::table& table,
                                           bool is_of_letter, Report& report);

}  // namespace ioc::catalog
