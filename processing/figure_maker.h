// From a merged row to a figure's value.
#pragma once

#include "model/figure.h"
#include "model/plan.h"

namespace ioc::processing {

// Fills indicator, window, value, numerator, denominator and count from a row of the indicator's
// cube. The rest (group, times, status, revision) belongs to whoever chose the row.
model::Figure make_figure(const model::IndicatorPlan& indicator, const model::WindowPlan& window,
                          const model::CubePlan& cube, const std::int64_t* row,
                          const model::Zone& zone);

}  // namespace ioc::processing
