// The figures of a report, to be computed again from the log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/figure_text.h"

namespace ioc::app {

// Whether a line is a canonical report, or the seal below one.
bool is_report(std::string_view line);
bool is_seal(std::string_view line);

// Every figure of it once. A cell that nothing was counted for becomes a figure of count 0, which
// no figure may be found for. Errors: `usage`; also for a report that was made before any of its
// streams was read.
model::Result<std::vector<FigureText>> figures_of_report(const std::string& text);

}  // namespace ioc::app
