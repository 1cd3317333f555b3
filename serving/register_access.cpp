#include "serving/register_access.h"

#include <algorithm>

namespace ioc::serving {

using model::CivilDay;
using model::Plan;
using model::RegisterEntry;

bool may_see_entry(const Viewer& viewer, const Plan& plan, const RegisterEntry& entry) {
  return may(viewer, Deed::see, plan, entry.unit) || may(viewer, Deed::see, plan, entry.owner);
}

bool may_act_for(const Viewer& viewer, const Plan& plan, const std::string& unit) {
  return may(viewer, Deed::comment, plan, unit) || may(viewer, Deed::prepare_report, plan, unit);
}

std::vector<model::UnitIndex> acting_units(const Plan& plan, const Viewer& viewer) {
  std::vector<model::UnitIndex> units;
  for (const model::Grant& grant : viewer.grants) {
    const model::UnitIndex unit = plan.units.find(grant.unit);
    if (unit == model::kNoUnit || !may_act_for(viewer, plan, grant.unit)) continue;
    if (std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
  }
  return units;
}

bool may_answer(const Viewer& viewer, const Plan& plan, const RegisterEntry& entry) {
  return may_act_for(viewer, plan, entry.owner);
}

bool may_close(const Viewer& viewer, const Plan& plan, const RegisterEntry& entry) {
  return may_act_for(viewer, plan, entry.unit);
}

std::int64_t late_days(const Plan& plan, const RegisterEntry& entry, model::Instant now) {
  const bool is_open = entry.state == model::EntryState::open;
  if (!is_open && !entry.answered_at) return 0;  // closed without an answer
  const model::Instant until = is_open ? now : *entry.answered_at;
  const model::UnitIndex owner = plan.units.find(entry.owner);
  std::int64_t days = 0;
  for (CivilDay day = entry.due + 1; day <= plan.zone.day_of(until); ++day) {
    days += plan.calendar ? (plan.calendar->is_working_day(owner, day).value_or(true) ? 1 : 0) : 1;
  }
  return days;
}

}  // namespace ioc::serving
