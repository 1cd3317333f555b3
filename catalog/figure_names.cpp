#include "catalog/figure_names.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <vector>

#include "catalog/nearest.h"

namespace ioc::catalog {

const CaseIndicator* find_indicator(const Text& name, const CaseGround& ground, Report& report) {
  std::vector<std::string> valid(ground.broken_indicators.begin(), ground.broken_indicators.end());
  for (const CaseIndicator& indicator : ground.indicators) {
    if (indicator.plan->id == name.value) return &indicator;
    valid.push_back(indicator.plan->id);
  }
  if (ground.broken_indicators.contains(name.value)) return nullptr;
  std::sort(valid.begin(), valid.end());
  const std::string help = suggestion(name.value, valid);
  if (ground.all_files_parsed || help.starts_with("did you mean")) {
    report.error(name.place, "unknown-name", fmt::format("unknown indicator '{}'", name.value),
                 help);
  }
  return nullptr;
}

bool knows_window(const CaseIndicator& indicator, const Text& window, Report& report) {
  std::vector<std::string> valid;
  for (const model::WindowPlan& plan : indicator.plan->windows) valid.push_back(plan.text);
  if (std::find(valid.begin(), valid.end(), window.value) != valid.end()) return true;
  report.error(window.place, "unknown-name",
               fmt::format("indicator '{}' has no window '{}'", indicator.plan->id, window.value),
               suggestion(window.value, valid));
  return false;
}

model::UnitIndex find_unit(const Text& code, const model::UnitTree& units, Report& report) {
  const model::UnitIndex unit = units.find(code.value);
  if (unit != model::kNoUnit || units.all().empty()) return unit;
  std::vector<std::string> codes;
  for (const model::Unit& known : units.all()) codes.push_back(known.code);
  report.error(code.place, "unknown-name", fmt::format("unknown unit '{}'", code.value),
               suggestion(code.value, codes));
  return model::kNoUnit;
}

bool knows_level(const Text& level, const model::UnitTree& units, Report& report) {
  std::set<std::string> levels;
  for (const model::Unit& known : units.all()) levels.insert(known.level);
  if (levels.contains(level.value) || levels.empty()) return true;
  report.error(level.place, "unknown-name", fmt::format("no unit has the level '{}'", level.value),
               suggestion(level.value, {levels.begin(), levels.end()}));
  return false;
}

bool is_by_unit(const CaseIndicator& indicator) {
  return indicator.by.size() == 1 && indicator.by.front()->type.kind == model::TypeKind::unit;
}

bool is_plain(const CaseIndicator& indicator) {
  return indicator.by.empty() || is_by_unit(indicator);
}

}  // namespace ioc::catalog
