// Walks the zone's offsets from change to change.
#include "catalog/time_zone.h"

#include <date/tz.h>
#include <fmt/core.h>

#include <exception>

#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

std::vector<std::string> known_zones() {
  std::vector<std::string> names;
  for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  return names;
}

std::vector<model::Zone::Step> steps_of(const date::time_zone& zone) {
  const date::sys_seconds end = date::sys_days{date::year{2100} / 1 / 1};
  std::vector<model::Zone::Step> steps;
  date::sys_seconds at{};
  while (at < end) {
    const date::sys_info info = zone.get_info(at);
    const auto offset_ms = static_cast<std::int32_t>(info.offset.count() * model::kSecondMs);
    if (steps.empty() || steps.back().offset_ms != offset_ms) {
      steps.push_back({at.time_since_epoch().count() * model::kSecondMs, offset_ms});
    }
    if (info.end <= at) break;
    at = info.end;
  }
  return steps;
}

}  // namespace

std::optional<model::Zone> read_time_zone(const Text& name, Report& report) {
  try {
    return model::Zone(name.value, steps_of(*date::locate_zone(name.value)));
  } catch (const std::exception&) {
    std::string help;
    try {
      help = suggestion(name.value, known_zones());
    } catch (const std::exception&) {
      help = "the system has no time zone database (package tzdata)";
    }
    report.error(name.place, "bad-time-zone", fmt::format("unknown time zone '{}'", name.value),
                 help);
    return std::nullopt;
  }
}

}  // namespace ioc::catalog
