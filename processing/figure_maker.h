// From a merged row to a figure's value.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/digest.h"
#include "model/figure.h"
#include "model/plan.h"

namespace ioc::processing {

// Fills indicator, window, value, numerator, denominator and count from a row of the indicator's
// cube. The rest (group, times, status, revision) belongs to whoever chose the row.
model::Figure make_figure(const model::IndicatorPlan& indicator, const model::WindowPlan& window,
                          const model::CubePlan& cube, const std::int64_t* row,
                          const model::Zone& zone);

// The value of a quantile: the middle of the bin of rank floor(q * (count - 1)); `counts` by bin.
model::JsonText quantile_json(const model::IndicatorPlan& indicator,
                              const std::map<std::string, std::int64_t>& counts, std::int64_t count,
                              const model::Zone& zone);
// The value of the latest event; `digest` is of that kind and may be empty.
model::JsonText latest_json(const model::IndicatorPlan& indicator, std::string_view digest,
                            const model::Zone& zone);

}  // namespace ioc::processing
