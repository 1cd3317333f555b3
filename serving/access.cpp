// The rule of who may see what (serving/access.h).
#include "serving/access.h"

#include <algorithm>

namespace ioc::serving {

bool may_see(const Viewer&, const model::IndicatorPlan& indicator, std::string_view) {
  return indicator.is_public;
}

const model::IndicatorPlan* find_visible(const Viewer& viewer, const model::Plan& plan,
                                         std::string_view id) {
  const auto found = std::lower_bound(plan.indicators.begin(), plan.indicators.end(), id,
                                      [](const model::IndicatorPlan& indicator,
                                         std::string_view text) { return indicator.id < text; });
  if (found == plan.indicators.end() || found->id != id) return nullptr;
  return may_see(viewer, *found, "") ? &*found : nullptr;
}

std::string rights_key(const Viewer& viewer) {
  std::string key;
  for (const model::Grant& grant : viewer.grants) {
    key += std::to_string(static_cast<int>(grant.role)) + '@' + grant.unit;
    for (const std::string& stream : grant.streams) key += ' ' + stream;
    key += ';';
  }
  return key;
}

}  // namespace ioc::serving
