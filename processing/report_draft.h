// Figures become a filled form; two filled forms become what has changed between them. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/filled_report.h"
#include "model/plan.h"
#include "model/query.h"
#include "model/report_record.h"
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

// Of the cells that both have, by the ids of rows and columns: what a changed form added or lost is
// no change of a figure. Sorted by row and column.
std::vector<model::ReportChange> changes_between(const model::FilledReport& before,
                                                 const model::FilledReport& after);

}  // namespace ioc::processing
