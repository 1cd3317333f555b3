// [[board]]: what a wall shows, page by page.
//
//   [[board]]
//   id = "leaders"
//   name = { vi = "Giao ban lãnh đạo", en = "Leaders' meeting" }
//   unit = "49"                       # default: the root unit
//
//   [[board.page]]
//   name = { vi = "Hồ sơ", en = "Dossiers" }
//   tiles = [{ indicator = "dossiers.on_time", window = "month" }]
//   # or worst = { indicator = "…", window = "…", each = "district", count = 10 }
//   # or map = { indicator = "…", window = "…", each = "district", grid = [["504", "", "503"]] }
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/cases.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "catalog/targets.h"
#include "model/board.h"

namespace ioc::catalog {

// What boards may refer to. The ids are those of all that was declared, sorted: in a plan, which
// is given only without faults, the place among them is the number of an indicator or target.
struct BoardGround {
  CaseGround figures;
  const std::vector<TargetDeclaration>* targets = nullptr;
  std::vector<std::string> indicator_ids;
  std::vector<std::string> target_ids;
  model::UnitIndex root_unit = model::kNoUnit;
};

// Gives nothing when anything in it is at fault.
std::optional<model::BoardPlan> read_board(const toml::table& table, const Source& source,
                                           const BoardGround& ground, Report& report);

}  // namespace ioc::catalog
