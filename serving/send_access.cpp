#include "serving/send_access.h"

#include <algorithm>

namespace ioc::serving {

using model::Plan;
using model::UnitIndex;

std::optional<SendScope> may_send(const Viewer& viewer, const Plan& plan, const std::string& unit,
                                  const std::string& stream) {
  const auto of = std::find_if(plan.streams.begin(), plan.streams.end(),
                               [&](const auto& each) { return each.id == stream; });
  const UnitIndex index = plan.units.find(unit);
  if (of == plan.streams.end() || of->reads_letters || index == model::kNoUnit) return std::nullopt;
  if (!may(viewer, Deed::prepare_report, plan, unit, stream)) return std::nullopt;
  const bool is_wide =
      std::any_of(viewer.grants.begin(), viewer.grants.end(), [&](const model::Grant& grant) {
        return grant.role != model::Role::officer && does(grant.role, Deed::prepare_report) &&
               reaches(grant, plan, unit, stream);
      });
  return SendScope{index, !is_wide};
}

std::vector<UnitIndex> sending_units(const Plan& plan, const Viewer& viewer) {
  std::vector<UnitIndex> units;
  for (const model::Grant& grant : viewer.grants) {
    const UnitIndex unit = plan.units.find(grant.unit);
    if (unit == model::kNoUnit || !does(grant.role, Deed::prepare_report)) continue;
    if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
  }
  return units;
}

std::vector<int> sending_streams(const Plan& plan, const Viewer& viewer) {
  std::vector<int> streams;
  for (std::size_t i = 0; i < plan.streams.size(); ++i) {
    const bool is_any =
        std::any_of(viewer.grants.begin(), viewer.grants.end(), [&](const model::Grant& grant) {
          return may_send(viewer, plan, grant.unit, plan.streams[i].id).has_value();
        });
    if (is_any) streams.push_back(static_cast<int>(i));
  }
  return streams;
}

}  // namespace ioc::serving
