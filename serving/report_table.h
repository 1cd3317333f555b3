// A report as a table for machines: CSV, and XLSX with typed cells. Nothing in it is run as a
// formula.
#pragma once

#include <string>

#include "model/filled_report.h"
#include "model/plan.h"
#include "model/result.h"

namespace ioc::serving {

// RFC 4180, a header row; values as they are told in JSON.
std::string report_csv(const model::FilledReport& report);

// One sheet, as the form is printed; `code` is that of the seal, empty for what is not signed.
// Error `io`: no memory for it.
model::Result<std::string> report_xlsx(const model::Plan& plan, const model::FilledReport& report,
                                       const std::string& code);

}  // namespace ioc::serving
