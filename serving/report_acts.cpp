#include "serving/report_acts.h"

#include <algorithm>
#include <array>

#include "serving/report_access.h"

namespace ioc::serving {
namespace {

using model::ReportVerb;

constexpr std::array<ReportAction, 8> kActions = {
    {{"draft", ReportVerb::draft, ReportRight::prepare},
     {"comment", ReportVerb::comment, ReportRight::comment},
     {"approve", ReportVerb::approve, ReportRight::approve},
     {"give-back", ReportVerb::give_back, ReportRight::approve},
     {"sign", ReportVerb::sign, ReportRight::sign},
     {"paper", ReportVerb::paper, ReportRight::prepare},
     {"explain", ReportVerb::explain, ReportRight::prepare},
     {"settle", ReportVerb::settle, ReportRight::approve}}};

}  // namespace

std::optional<ReportSubject> find_report(const model::Plan& plan, const Viewer& viewer,
                                         const std::string& report, const std::string& unit,
                                         std::string period) {
  ReportSubject subject;
  const auto form = std::find_if(plan.reports.begin(), plan.reports.end(),
                                 [&](const auto& each) { return each.id == report; });
  subject.unit = plan.units.find(unit);
  if (form == plan.reports.end() || subject.unit == model::kNoUnit) return std::nullopt;
  subject.form = &*form;
  if (std::find(form->units.begin(), form->units.end(), subject.unit) == form->units.end()) {
    return std::nullopt;
  }
  subject.name = {form->id, unit, std::move(period)};
  subject.sees_work = may_see_work(viewer, plan, *form, subject.unit);
  if (!subject.sees_work && !may_see_report(viewer, plan, *form, subject.unit)) return std::nullopt;
  return subject;
}

const ReportAction* find_report_action(std::string_view name) {
  const auto found = std::find_if(kActions.begin(), kActions.end(),
                                  [&](const ReportAction& each) { return each.name == name; });
  return found == kActions.end() ? nullptr : &*found;
}

bool may_do(ReportRight right, const Viewer& viewer, const model::Plan& plan,
            const ReportSubject& subject) {
  switch (right) {
    case ReportRight::comment: return may_comment(viewer, plan, *subject.form, subject.unit);
    case ReportRight::prepare: return may_prepare(viewer, plan, subject.unit);
    case ReportRight::approve: return may_approve(viewer, plan, *subject.form, subject.unit);
    case ReportRight::sign: return may_sign(viewer, plan, *subject.form, subject.unit);
  }
  return false;
}

std::string_view refusal_of(ReportRight right) {
  switch (right) {
    case ReportRight::comment: return "You may not comment on this report.";
    case ReportRight::prepare: return "Only the unit that prepares this report may do that.";
    case ReportRight::approve: return "Only the unit that approves this report may do that.";
    case ReportRight::sign: return "Only who signs for the unit that approves it may do that.";
  }
  return {};
}

}  // namespace ioc::serving
