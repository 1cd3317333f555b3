// `fields.x = { pointer = "/data/x", type = "…" }`: one declared field of a stream.
#pragma once

#include <optional>

#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// Gives nothing when the field is at fault, which is reported.
std::optional<model::FieldPlan> read_field(const Text& name, const toml::table& table,
                                           Report& report);

}  // namespace ioc::catalog
