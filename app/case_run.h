// One [[test]] case through the engine of `compute`, and what came out otherwise than expected.
#pragma once

#include <string>
#include <vector>

#include "catalog/cases.h"
#include "model/plan.h"

namespace ioc::app {

struct CaseFailure {
  catalog::Position position;  // of the expectation, or of the event that was refused
  std::string subject;         // the figure, or what else it is about
  std::string expected, found;
};

// Each stream of the case is one partition, its events in the order they are written.
std::vector<CaseFailure> run_case(const model::Plan& plan, const catalog::Case& example);

}  // namespace ioc::app
