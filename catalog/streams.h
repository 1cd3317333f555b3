// [[stream]]: what is read, and the fields found in each event.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// A stream as declared. Fields at fault are left out of the plan and named in `broken_fields`.
struct StreamDeclaration {
  model::StreamPlan plan;
  std::set<std::string> broken_fields;
  Place place;  // of the id
};

// Gives nothing only when the stream has no id that others could name.
std::optional<StreamDeclaration> read_stream(const toml::table& table, const Source& source,
                                             Report& report);

}  // namespace ioc::catalog
