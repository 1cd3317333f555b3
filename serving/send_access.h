// Who may send events from his desk: the rule of serving/access.h. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"
#include "serving/access.h"

namespace ioc::serving {

// Events of a stream in the name of a unit: for whoever prepares its reports, within the streams of
// his grant. Nobody sends refused events.
struct SendScope {
  model::UnitIndex unit = model::kNoUnit;
  bool is_unit_alone = false;  // and none below it: all that an officer may
};
std::optional<SendScope> may_send(const Viewer& viewer, const model::Plan& plan,
                                  const std::string& unit, const std::string& stream);

// The units of the viewer's grants and the streams there is something to send of, for choosing.
std::vector<model::UnitIndex> sending_units(const model::Plan& plan, const Viewer& viewer);
std::vector<int> sending_streams(const model::Plan& plan, const Viewer& viewer);

}  // namespace ioc::serving
