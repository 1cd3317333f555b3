// Forms of official reports: what is reported, by whom, when it is due, who approves it.
//
// A form is a table. Each cell is one figure: of the unit that reports or of one below it, of one
// indicator and window, for the window that ends where the period ends. Numbers are those of the
// plan (model/plan.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/name.h"
#include "model/time.h"
#include "model/units.h"

namespace ioc::model {

// Which member of a figure a cell shows.
enum class ReportPart : std::uint8_t { value, numerator, denominator, count };
constexpr std::string_view name_of(ReportPart part) {
  constexpr std::string_view kNames[] = {"value", "numerator", "denominator", "count"};
  return kNames[static_cast<std::size_t>(part)];
}

// A column, or a row that names an indicator. What one of them does not say the other does; a
// window that neither names is the period.
struct ReportLine {
  std::string id;
  std::string code;  // as on paper: "(3)", "1.2"; may be empty
  Name name;
  int indicator = -1;  // -1: the other says it
  std::string window;  // empty: the other's, or the period
  ReportPart part = ReportPart::value;
  bool has_part = false;
};

// How long after a period its report is due: through the whole of the last day.
struct ReportDue {
  int days = 0;
  bool is_working = false;  // working days of the reporting unit
};

struct ReportPlan {
  std::string id;
  std::string form;           // its number, as "II.06a/VPCP"; may be empty
  std::string external_code;  // of the system it is handed to; may be empty
  Name name;
  Name legal_basis;
  Name comment;         // what stands below the table
  std::string period;   // a window of the calendar, as the catalogue calls it
  int report_day = 15;  // official periods begin with it (WindowPlan::report_day)
  CivilDay since = 0;   // the first period ends after this day
  ReportDue due;
  std::vector<UnitIndex> units;  // that report, in the order of units.csv
  UnitIndex approver = kNoUnit;  // none: the unit above the reporting one
  // Rows: one of the unit itself, or of each unit of a level below it; or one for each of `lines`.
  bool has_own_row = false;
  std::vector<std::string> levels;
  std::vector<ReportLine> lines;
  std::vector<ReportLine> columns;
};

// Who approves the unit's report: the one named, or the unit above it today.
inline UnitIndex approver_of(const UnitTree& units, const ReportPlan& report, UnitIndex unit) {
  return report.approver != kNoUnit ? report.approver : units.at(unit).parent;
}

}  // namespace ioc::model
