// [[lifecycle]]: many events under one key, and the moments of such a life.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/checker.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "catalog/streams.h"
#include "model/plan.h"

namespace ioc::catalog {

// A lifecycle as declared; its cohorts are gathered from the indicators. `broken` are the names of
// fields and moments whose declaration was at fault.
struct LifecycleDeclaration {
  model::LifecyclePlan plan;
  std::set<std::string> broken;
  Place place;  // of the id
};

// `units` are for literals beside a unit. Gives nothing when it has no id that others could name,
// or no stream whose fields could be known; both have been told unless the stream may stand in a
// file that does not parse.
std::optional<LifecycleDeclaration> read_lifecycle(const toml::table& table, const Source& source,
                                                   const std::vector<StreamDeclaration>& streams,
                                                   const model::UnitTree& units,
                                                   bool knows_work_time, bool all_files_parsed,
                                                   Report& report);

// What expressions of the lifecycle may name.
Scope scope_of(const LifecycleDeclaration& lifecycle, const model::UnitTree& units,
               bool knows_work_time);

}  // namespace ioc::catalog
