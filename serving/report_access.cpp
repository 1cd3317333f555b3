#include "serving/report_access.h"

#include <algorithm>

namespace ioc::serving {
namespace {

using model::UnitIndex;

const std::string& code_of(const model::Plan& plan, UnitIndex unit) {
  return plan.units.at(unit).code;
}

// In the name of the unit that approves.
bool may_as_approver(const Viewer& viewer, Deed deed, const model::Plan& plan,
                     const model::ReportPlan& report, UnitIndex unit) {
  const UnitIndex approver = approver_of(plan.units, report, unit);
  return approver != model::kNoUnit && may(viewer, deed, plan, code_of(plan, approver));
}

// Rows of units below the reporting one are of its scope, so the unit itself tells.
bool may_see_line(const Viewer& viewer, const model::Plan& plan, const model::ReportLine& line,
                  UnitIndex unit) {
  return line.indicator < 0 ||
         may_see(viewer, plan, plan.indicators[static_cast<std::size_t>(line.indicator)],
                 code_of(plan, unit));
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
  return may(viewer, Deed::see, plan, code_of(plan, unit)) ||
         may_as_approver(viewer, Deed::see, plan, report, unit);
}

bool may_comment(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                 UnitIndex unit) {
  return may(viewer, Deed::comment, plan, code_of(plan, unit)) ||
         may_as_approver(viewer, Deed::comment, plan, report, unit);
}

bool may_prepare(const Viewer& viewer, const model::Plan& plan, UnitIndex unit) {
  return may(viewer, Deed::prepare_report, plan, code_of(plan, unit));
}

bool may_approve(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                 UnitIndex unit) {
  return may_as_approver(viewer, Deed::approve_report, plan, report, unit);
}

bool may_sign(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
              UnitIndex unit) {
  return may_as_approver(viewer, Deed::sign_report, plan, report, unit);
}

}  // namespace ioc::serving
