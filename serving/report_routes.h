// The addresses of official reports (docs/reports.md).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/report_record.h"
#include "serving/report_page.h"
#include "serving/route.h"

namespace ioc::serving {

// Whoever keeps reports. None of it waits; answers come once, from any thread. Errors: `usage` for
// a name that is none and for what cannot be asked, `check_failed` where the report stands
// otherwise, `unavailable`, `io`.
struct ReportDoors {
  std::function<void(model::ReportRequest, model::ReportAnswer)> ask;
  std::function<void(model::ReportSlotQuery, model::ReportSlotsAnswer)> slots;
  // By the code as typed; nothing: it is no code, or none of ours.
  std::function<void(std::string, std::function<void(model::Result<std::optional<ReportCheck>>)>)>
      check;
  // As ServerDoors::note_export.
  std::function<bool(const Request&, std::string_view what)> note_export;
  std::string public_key;  // base64
};

std::vector<Route> report_routes(const model::Plan& plan, const ReportDoors& doors);

// /v/CODE: the page people type the code of a print into.
Outcome check_page(const ReportDoors& doors, const Request& request);

}  // namespace ioc::serving
