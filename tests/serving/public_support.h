// What the tests of the public page share: a plan with a province, a district and two communes, and
// figures on a board.
#pragma once

#include <string>
#include <vector>

#include "support.h"

namespace ioc::serving::testing {

inline model::WindowPlan window(const std::string& text, model::WindowKind kind) {
  model::WindowPlan plan;
  plan.text = text;
  plan.kind = kind;
  return plan;
}

// dossiers.received (count), dossiers.on_time (share), secret.count (not public); by unit.
inline model::Plan public_plan() {
  model::Plan plan = make_plan();
  plan.cubes.front().dimensions.resize(1);
  plan.cubes.front().dimensions.front().type.kind = model::TypeKind::unit;
  plan.indicators.resize(3);
  const char* ids[] = {"dossiers.on_time", "dossiers.received", "secret.count"};
  for (int i = 0; i < 3; ++i) {
    model::IndicatorPlan& indicator = plan.indicators[static_cast<std::size_t>(i)];
    indicator.id = ids[i];
    indicator.name = {std::string("Tên ") + ids[i], std::string("Name of ") + ids[i]};
    indicator.measure = i == 0 ? model::Measure::share : model::Measure::count;
    if (i == 0) indicator.unit = {"%", "%"};
    indicator.is_public = i < 2;
    indicator.windows = {window("sliding 60m every 1m", model::WindowKind::sliding),
                         window("day", model::WindowKind::day),
                         window("week", model::WindowKind::week),
                         window("month", model::WindowKind::month)};
  }
  plan.subjects = {{"dossiers", {"Hồ sơ", "Dossiers"}}};
  return plan;
}

inline constexpr const char* kDay = "2020-10-15T00:00:00+07:00|2020-10-16T00:00:00+07:00";
inline constexpr const char* kMonth = "2020-10-01T00:00:00+07:00|2020-11-01T00:00:00+07:00";

// `members` are further members of the figure; `period` is "start|end".
inline std::shared_ptr<const model::LiveFigure> told(const std::string& indicator,
                                                     const std::string& window,
                                                     const std::string& unit,
                                                     const std::string& period,
                                                     const Json& members) {
  Json json = members;
  const std::size_t bar = period.find('|');
  json["indicator"] = indicator;
  json["window"] = window;
  json["group"] = Json{{"unit", unit}};
  json["start"] = period.substr(0, bar);
  json["end"] = period.substr(bar + 1);
  auto figure = std::make_shared<model::LiveFigure>();
  figure->key = indicator + '|' + window + '|' + unit;
  figure->indicator = indicator;
  figure->window = window;
  figure->unit = unit;
  figure->is_public = !indicator.starts_with("secret");
  figure->json = json.dump();
  return figure;
}

inline std::shared_ptr<const model::LiveFigure> count(const std::string& window,
                                                      const std::string& unit,
                                                      const std::string& period,
                                                      std::int64_t value) {
  return told("dossiers.received", window, unit, period, {{"value", value}, {"count", value}});
}

inline std::shared_ptr<const model::LiveFigure> share(const std::string& window,
                                                      const std::string& unit,
                                                      const std::string& period, std::int64_t part,
                                                      std::int64_t whole) {
  return told("dossiers.on_time", window, unit, period,
              {{"value", whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole)},
               {"numerator", part},
               {"denominator", whole},
               {"count", whole}});
}

}  // namespace ioc::serving::testing
