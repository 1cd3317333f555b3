// "2 working days", "10 days": how long after a period something is due.
#pragma once

#include <optional>

#include "catalog/source.h"
#include "model/report.h"

namespace ioc::catalog {

// Tells what is wrong, and then gives nothing.
std::optional<model::ReportDue> read_due(const Text& due, bool knows_work_time, Report& report);

}  // namespace ioc::catalog
