// Figures become a filled form; two filled forms become what has changed between them. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/filled_report.h"
#include "model/plan.h"
#include "model/query.h"
#include "processing/report_periods.h"

namespace ioc::processing {

// What the engine must be asked for the form of this unit and period.
std::vector<model::FigureQuery> questions_of(const model::Plan& plan,
                                             const model::ReportPlan& report, model::UnitIndex unit,
                                             const ReportPeriod& period);

struct ReportFigures {
  std::vector<model::Figure> figures;  // the answers, in any order
  // By stream of the plan: where the engine stood, for cells no figure is told of; may be empty.
  std::vector<model::JsonText> positions;
};

model::FilledReport fill_report(const model::Plan& plan, const model::ReportPlan& report,
                                model::UnitIndex unit, const ReportPeriod& period,
                                const ReportFigures& figures);

// Who approves the unit's report of the period.
model::UnitIndex approver_of(const model::Plan& plan, const model::ReportPlan& report,
                             model::UnitIndex unit, const ReportPeriod& period);

// A cell that is not what it was. An empty row or column id: the form itself was changed.
struct CellChange {
  std::string row, column;
  std::string old_value, new_value;  // empty: none
  bool operator==(const CellChange&) const = default;
};
// By the ids of rows and columns; a cell that one of them lacks has changed from or to nothing.
std::vector<CellChange> changes_between(const model::FilledReport& before,
                                        const model::FilledReport& after);

}  // namespace ioc::processing
