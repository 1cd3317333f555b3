// Windows as written in the catalogue, and the grains of time they need.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// "sliding L every S", "tumbling L", "day", "week", "month", "quarter", "year", "report-month",
// "report-quarter", "report-half", "report-year", "since DATE", "now".
std::optional<model::WindowPlan> read_window(const Text& text, Report& report);

// Whether no other covers the same, however it is spelled; tells when one does.
bool is_new_window(const model::WindowPlan& window, const Place& place,
                   const std::vector<model::WindowPlan>& others, Report& report);

// Whether it is a period of the calendar, which ends where the next one begins.
bool is_period(model::WindowKind kind);

// Role: the tiers that the windows of one indicator need.
//   fine: the largest width that divides every length and slide, a day, and (below it) an hour, and
//         every change of the zone's clock; 0 when no window is sliding or tumbling.
//   hour: wanted when the fine panes are shorter and a window of whole hours could do with hours.
//   day:  wanted by all other windows.
struct Layout {
  std::int64_t fine_ms = 0;
  bool hour = false;
  bool day = false;
  std::int64_t longest_ms = 0;       // of the sliding and tumbling windows
  std::vector<model::Tier> tier_of;  // of each window, in order
};
Layout layout_of(const std::vector<model::WindowPlan>& windows, const model::Zone& zone);

// Of standing counts, which are exact to the millisecond: the newest panes are as fine as that.
Layout standing_layout(const std::vector<model::WindowPlan>& windows, const model::Zone& zone);

// Panes one figure of the window merges in the layout; 0 for windows of days.
std::int64_t panes_of(const model::WindowPlan& window, const Layout& layout, std::size_t index);

// Where panes of `width_ms` begin, so that one begins at every local midnight.
std::int64_t phase_ms(const model::Zone& zone, std::int64_t width_ms);

}  // namespace ioc::catalog
