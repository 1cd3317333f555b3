// What may be asked of one report, and by whom: shared by the API and the desk. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/plan.h"
#include "model/report_record.h"
#include "serving/access.h"

namespace ioc::serving {

// A report somebody asks about, and what he may see of it.
struct ReportSubject {
  const model::ReportPlan* form = nullptr;
  model::UnitIndex unit = model::kNoUnit;
  model::ReportName name;
  bool sees_work = false;
};
// None: there is no such report, or none that the viewer may see. The period is not judged.
std::optional<ReportSubject> find_report(const model::Plan& plan, const Viewer& viewer,
                                         const std::string& report, const std::string& unit,
                                         std::string period);

enum class ReportRight : std::uint8_t { comment, prepare, approve, sign };
struct ReportAction {
  std::string_view name;  // as addresses call it
  model::ReportVerb verb;
  ReportRight right;
};
// Null: there is no such action.
const ReportAction* find_report_action(std::string_view name);

bool may_do(ReportRight right, const Viewer& viewer, const model::Plan& plan,
            const ReportSubject& subject);
// Why not.
std::string_view refusal_of(ReportRight right);

}  // namespace ioc::serving
