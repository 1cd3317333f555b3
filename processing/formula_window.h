// A window of a formula: figures made of those of its operands, which may be of other cubes and
// other streams.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "processing/cube_state.h"

namespace ioc::processing {

// An operand's indicator and where its figures of the window come from.
struct FormulaOperand {
  int indicator;
  CubeState* cube;
  WindowState* window;
};

// A group's members, in the order of the dimensions.
using Members = std::vector<std::string>;

struct FormulaWindow {
  int indicator = -1;
  const model::WindowPlan* plan = nullptr;
  std::vector<FormulaOperand> operands;  // at least one
  model::Instant final_end{INT64_MIN};   // told as final up to here
  std::set<std::pair<Members, model::Instant>> corrected;
  // Groups whose open window changed since it was last shown and published, and the window then.
  std::set<Members> unseen, unpublished;
  model::Instant seen_end{INT64_MIN}, published_end{INT64_MIN};
  std::set<Members> shown;  // those whose figure last shown counted something

  const WindowGrid& grid() const { return operands.front().window->grid; }
  // While an operand's past is missing nothing is told.
  bool is_filling() const {
    return std::any_of(operands.begin(), operands.end(),
                       [](const FormulaOperand& operand) { return operand.cube->is_filling(); });
  }
};

}  // namespace ioc::processing
