// [[report]]: official reports, as forms that are filled with figures.
//
//   [[report]]
//   id = "vpcp-ii-06a"
//   form = "II.06a/VPCP"
//   name = { vi = "…", en = "…" }
//   legal_basis = "…"
//   period = "report-month"           # or another period of the calendar
//   since = 2020-01-15                # no period that ended before it
//   due = "2 working days"            # after the period's end; or "3 days"
//   each = "district"                 # who reports; or units = ["49"]
//   approved_by = "parent"            # the default; or a unit's code
//   rows = ["self", "commune"]        # the unit itself, then each unit of a level below it
//
//   [[report.column]]
//   id = "received"
//   name = { vi = "…", en = "…" }
//   indicator = "dossiers.received"
//   window = "day"                    # default: the period
//   part = "value"                    # the default; numerator, denominator, count
//
// Instead of `rows`, [[report.row]] names an indicator a row; columns then say window or part.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/cases.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/report.h"

namespace ioc::catalog {

// What reports may refer to. The ids are those of all that was declared, sorted, as with boards.
struct ReportGround {
  CaseGround figures;
  std::vector<std::string> indicator_ids;
  bool knows_work_time = false;
  int report_day = 15;
};

// Gives nothing when anything in it is at fault.
std::optional<model::ReportPlan> read_report(const toml::table& table, const Source& source,
                                             const ReportGround& ground, Report& report);

}  // namespace ioc::catalog
