// A report as it is printed, and the page that tells whether a print is genuine. Pure; no script.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/plan.h"
#include "model/report_record.h"

namespace ioc::serving {

inline constexpr std::string_view kReportStylePath = "/assets/report-print.css";
std::string_view report_style();

// `view` as told to who may see all of it, or only what was published.
std::string report_page(const model::Plan& plan, const model::ReportView& view);

// What is told of a code to whoever types it in.
struct ReportCheck {
  model::ReportName name;
  model::Name title;  // of the form
  model::Name unit_name;
  int revision = 0;
  int newest = 0;  // revision of that report
  std::string published_at;
  model::ReportSeal seal;
};
// None: nothing was published with that code.
std::string report_check_page(std::string_view code, const std::optional<ReportCheck>& check);

}  // namespace ioc::serving
