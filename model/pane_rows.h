// Chunks of rows, merged as a whole.
#pragma once

#include <bit>
#include <cstddef>

#include "model/plan.h"
#include "model/state.h"

namespace ioc::model {

inline std::size_t row_count(const PaneRows& rows) {
  return static_cast<std::size_t>(std::popcount(rows.present));
}

// Merges `change` row by row; a row that `into` lacks is copied.
void merge_pane(const CubePlan& cube, PaneRows& into, const PaneRows& change);

}  // namespace ioc::model
