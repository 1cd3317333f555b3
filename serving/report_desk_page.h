// Official reports on the officials' desk: what is due, and one report with what may be done about
// it as forms. Pure; no script.
#pragma once

#include <string>
#include <vector>

#include "model/report_record.h"
#include "serving/access.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

// The slots of reports the viewer may work on or look into; what needs somebody first.
std::string report_slots_page(const DeskFrame& frame, const model::Viewer& viewer,
                              const std::vector<model::ReportSlot>& slots);

struct ReportDeskView {
  const model::Viewer& viewer;
  const model::ReportPlan& form;
  model::UnitIndex unit = model::kNoUnit;
  const model::ReportView& report;
  std::string fault;  // what could not be done; empty: nothing
};
// Only for who may see the work on it (serving/report_access.h).
std::string report_desk_page(const DeskFrame& frame, const ReportDeskView& view);

// "Đã duyệt, chờ ký".
std::string_view state_words(Language language, model::ReportState state);
// Why an act was not done, as whoever keeps reports says it.
std::string report_fault_words(Language language, const model::Error& error);

}  // namespace ioc::serving
