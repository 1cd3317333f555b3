// Alerts and their journal as the state keeps them: JSON texts. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/alert.h"
#include "model/result.h"

namespace ioc::app {

std::string write_alerts(const std::vector<model::Alert>& alerts);
// Errors: `internal`, as for a damaged state.
model::Result<std::vector<model::Alert>> read_alerts(std::string_view text);

std::string write_alert_change(const model::AlertChange& change);
model::Result<model::AlertChange> read_alert_change(std::string_view text);

}  // namespace ioc::app
