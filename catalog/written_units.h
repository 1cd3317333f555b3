// Which units a table is for: `each` of a level, or `units` by their codes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalog/schema.h"
#include "model/units.h"

namespace ioc::catalog {

// How a table is asked for its units, as "who reports?", and what one without any says, as
// "nobody reports".
struct UnitsWords {
  std::string_view question;
  std::string_view nobody;
};

// In the order of units.csv. None: the table does not say, or names no level; else faults leave out
// the unit they are about. Each fault is told and makes `good` false.
std::optional<std::vector<model::UnitIndex>> read_units(const Table& table,
                                                        const model::UnitTree& units,
                                                        const UnitsWords& words, Report& report,
                                                        bool& good);

}  // namespace ioc::catalog
