#include "serving/report_access.h"

#include <algorithm>
#include <initializer_list>

namespace ioc::serving {
namespace {

using model::Role;
using model::UnitIndex;

bool covers(const model::Plan& plan, const model::Grant& grant, UnitIndex unit) {
  const UnitIndex scope = plan.units.find(grant.unit);
  return scope != model::kNoUnit && unit != model::kNoUnit && plan.units.is_within(unit, scope);
}

bool has_role(const Viewer& viewer, const model::Plan& plan, UnitIndex unit,
              std::initializer_list<Role> roles) {
  if (!viewer.is_signed_in()) return false;
  return std::any_of(viewer.grants.begin(), viewer.grants.end(), [&](const model::Grant& grant) {
    return std::find(roles.begin(), roles.end(), grant.role) != roles.end() &&
           covers(plan, grant, unit);
  });
}

// Rows of units below the reporting one are of its scope, so the unit itself tells.
bool may_see_line(const Viewer& viewer, const model::Plan& plan, const model::ReportLine& line,
                  UnitIndex unit) {
  if (line.indicator < 0) return true;
  return may_see(viewer, plan.indicators[static_cast<std::size_t>(line.indicator)],
                 plan.units.at(unit).code);
}

}  // namespace

bool may_see_report(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                    UnitIndex unit) {
  const auto is_seen = [&](const model::ReportLine& line) {
    return may_see_line(viewer, plan, line, unit);
  };
  return std::all_of(report.columns.begin(), report.columns.end(), is_seen) &&
         std::all_of(report.lines.begin(), report.lines.end(), is_seen);
}

bool may_see_work(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                  UnitIndex unit) {
  const UnitIndex approver = approver_of(plan.units, report, unit);
  for (const UnitIndex of : {unit, approver}) {
    if (has_role(viewer, plan, of,
                 {Role::leader, Role::office, Role::steward, Role::department, Role::district,
                  Role::officer, Role::auditor})) {
      return true;
    }
  }
  return false;
}

bool may_prepare(const Viewer& viewer, const model::Plan& plan, UnitIndex unit) {
  return has_role(viewer, plan, unit,
                  {Role::office, Role::steward, Role::department, Role::district, Role::officer});
}

bool may_approve(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                 UnitIndex unit) {
  return has_role(viewer, plan, approver_of(plan.units, report, unit),
                  {Role::leader, Role::office, Role::department, Role::district});
}

}  // namespace ioc::serving
