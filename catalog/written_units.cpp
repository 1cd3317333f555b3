#include "catalog/written_units.h"

#include <fmt/core.h>

#include <set>

#include "catalog/figure_names.h"

namespace ioc::catalog {

std::optional<std::vector<model::UnitIndex>> read_units(const Table& table,
                                                        const model::UnitTree& units,
                                                        const UnitsWords& words, Report& report,
                                                        bool& good) {
  const auto fault = [&](const Place& place, const char* code, std::string text, const char* help) {
    report.error(place, code, std::move(text), help);
    good = false;
  };
  const std::optional<Text> each = table.text("each");
  if (table.is_written("each") == table.is_written("units")) {
    const bool both = table.is_written("each");
    fault(both ? table.value_place("units") : table.place(), both ? "bad-value" : "missing-key",
          both ? "`each` and `units` stand side by side"
               : fmt::format("{} It has no `each` and no `units`", words.question),
          "each = \"district\" for every unit of a level, or units = [\"…\"]");
    return std::nullopt;
  }
  if (!each && !table.has("units")) {  // told as of the wrong type
    good = false;
    return std::nullopt;
  }
  if (each && !knows_level(*each, units, report)) {
    good = false;
    return std::nullopt;
  }
  std::set<model::UnitIndex> chosen;
  for (const Text& code : table.texts("units")) {
    const model::UnitIndex unit = find_unit(code, units, report);
    if (unit == model::kNoUnit) {
      good = false;
    } else if (!chosen.insert(unit).second) {
      fault(code.place, "bad-value", fmt::format("'{}' stands twice", code.value),
            "leave one of them out");
    }
  }
  std::vector<model::UnitIndex> found;
  for (std::size_t i = 0; i < units.all().size(); ++i) {
    const auto unit = static_cast<model::UnitIndex>(i);
    if (each ? units.at(unit).level == each->value : chosen.contains(unit)) found.push_back(unit);
  }
  if (found.empty() && !each) {
    fault(table.value_place("units"), "bad-value", std::string(words.nobody), "units = [\"49\"]");
  }
  return found;
}

}  // namespace ioc::catalog
