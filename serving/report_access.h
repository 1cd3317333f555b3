// Who may see a report, prepare it and approve it: the rule of serving/access.h applied to reports.
#pragma once

#include "model/plan.h"
#include "serving/access.h"

namespace ioc::serving {

// What is published: whoever may see each of its figures.
bool may_see_report(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                    model::UnitIndex unit);
// Drafts, comments, paper figures: whoever has been granted anything that covers the unit or the
// one that approves; citizens never.
bool may_see_work(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                  model::UnitIndex unit);
bool may_comment(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                 model::UnitIndex unit);
// Draft, enter and explain paper figures.
bool may_prepare(const Viewer& viewer, const model::Plan& plan, model::UnitIndex unit);
// Approve, give back, sign differences off: in the name of the unit that approves.
bool may_approve(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
                 model::UnitIndex unit);
// Sign, and so publish: likewise.
bool may_sign(const Viewer& viewer, const model::Plan& plan, const model::ReportPlan& report,
              model::UnitIndex unit);

}  // namespace ioc::serving
