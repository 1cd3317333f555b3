// /desk/rules: changes of targets and formulas that wait for a second person. Pure; no script.
#pragma once

#include <optional>
#include <string>

#include "model/rule.h"
#include "serving/access.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

struct RulesView {
  const Viewer& viewer;
  const std::optional<model::WaitingRules>& waiting;
  model::RuleState state = model::RuleState::written;  // of what waits
  std::optional<model::RuleProposal> proposal = {};    // likewise
  std::string told = {};                               // what was done
  std::string fault = {};                              // what was not done, and why
  std::string text = {};                               // what was written for nothing
};
std::string rules_page(const DeskFrame& frame, const RulesView& view);

}  // namespace ioc::serving
