#include "app/delivery_config.h"

#include <fmt/core.h>

#include <algorithm>

namespace ioc::app {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Status;

bool DeliveryConfig::wants(const std::string& report) const {
  return reports.empty() || std::find(reports.begin(), reports.end(), report) != reports.end();
}

std::string delivery_key(const model::Plan& plan, const DeliveryConfig& connector,
                         const model::ReportName& name, int revision) {
  return fmt::format("{}/{}/{}/{}/{}/{}", plan.id, connector.id, name.report, name.unit,
                     name.period, revision);
}

Status check_deliveries(const std::vector<DeliveryConfig>& connectors, const model::Plan& plan) {
  std::string all;
  const auto fault = [&](const DeliveryConfig& at, const std::string& text) {
    all += fmt::format("{}{}: error[CONFIG]: {}", all.empty() ? "" : "\n", at.place, text);
  };
  std::string forms;
  for (const model::ReportPlan& form : plan.reports) {
    forms += (forms.empty() ? "" : ", ") + form.id;
  }
  for (std::size_t i = 0; i < connectors.size(); ++i) {
    const DeliveryConfig& connector = connectors[i];
    for (const std::string& report : connector.reports) {
      const bool is_known = std::any_of(plan.reports.begin(), plan.reports.end(),
                                        [&](const auto& form) { return form.id == report; });
      if (is_known) continue;
      fault(connector, fmt::format("the catalogue has no report '{}'; it has: {}", report,
                                   forms.empty() ? "none" : forms));
    }
    const auto of_id = [&](const std::string& id) {
      return [&id](const DeliveryConfig& each) { return each.id == id; };
    };
    const auto before = connectors.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::any_of(connectors.begin(), before, of_id(connector.id))) {
      fault(connector, fmt::format("a connector '{}' stands above already", connector.id));
    }
    // What stands above, so that none waits for itself.
    if (!connector.after.empty() &&
        std::none_of(connectors.begin(), before, of_id(connector.after))) {
      fault(connector, fmt::format("`after` names '{}', which is no connector above this one",
                                   connector.after));
    }
  }
  if (all.empty()) return Done{};
  return Error{ErrorCode::config, all, {}};
}

}  // namespace ioc::app
