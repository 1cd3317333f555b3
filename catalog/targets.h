// [[target]]: what an indicator shall reach, where and by when.
//
//   [[target]]
//   id = "level4-share-2020"
//   indicator = "services.level4_share"
//   window = "now"
//   unit = "49"                 # or each = "district"
//   at_least = 0.30             # or at_most
//   before = 2020-12-31         # or by, which includes the day
//   baseline = { value = 0.12, on = 2020-09-30 }
//   near = 0.05
//   back = 0.02                 # so far a figure must come back; and hold it so long
//   hold = "30m"
#pragma once

#include <optional>

#include "catalog/cases.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// A target whose indicator is still to be numbered.
struct TargetDeclaration {
  model::TargetPlan plan;
  std::string indicator;
};

// Gives nothing when anything in it is at fault.
std::optional<TargetDeclaration> read_target(const toml::table& table, const Source& source,
                                             const CaseGround& ground, Report& report);

}  // namespace ioc::catalog
