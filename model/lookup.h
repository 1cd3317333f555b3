// Finds parts of the compiled catalogue by their ids.
#pragma once

#include <algorithm>
#include <string_view>

#include "model/plan.h"

namespace ioc::model {

// The indicator with this id, whoever asks; null: there is none. Indicators stand by their ids.
inline const IndicatorPlan* find_indicator(const Plan& plan, std::string_view id) {
  const auto found = std::lower_bound(
      plan.indicators.begin(), plan.indicators.end(), id,
      [](const IndicatorPlan& indicator, std::string_view text) { return indicator.id < text; });
  return found != plan.indicators.end() && found->id == id ? &*found : nullptr;
}

}  // namespace ioc::model
