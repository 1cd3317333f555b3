// Encodes the catalogue's lists (serving/lists.h).
#include "serving/lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "serving/access.h"
#include "serving/figure_query.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;

std::string_view name_of_measure(model::Measure measure) {
  switch (measure) {
    case model::Measure::count: return "count";
    case model::Measure::sum: return "sum";
    case model::Measure::mean: return "mean";
    case model::Measure::minimum: return "min";
    case model::Measure::maximum: return "max";
    case model::Measure::share: return "share";
  }
  return "";
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string indicator_json(const model::Plan& plan, const model::IndicatorPlan& indicator) {
  Json by = Json::array();
  if (indicator.cube >= 0) {
    for (const auto& dimension : plan.cubes[static_cast<std::size_t>(indicator.cube)].dimensions) {
      by.push_back(dimension.name);
    }
  }
  Json windows = Json::array();
  for (const model::WindowPlan& window : indicator.windows) windows.push_back(window.text);
  return dump({{"id", indicator.id},
               {"name", {{"vi", indicator.name.vi}, {"en", indicator.name.en}}},
               {"unit", {{"vi", indicator.unit.vi}, {"en", indicator.unit.en}}},
               {"measure", name_of_measure(indicator.measure)},
               {"by", std::move(by)},
               {"windows", std::move(windows)},
               {"better", indicator.better.empty() ? Json() : Json(indicator.better)},
               {"public", indicator.is_public},
               {"description", indicator.description}});
}

std::string unit_json(const model::Plan& plan, const model::Unit& unit) {
  return dump(
      {{"code", unit.code},
       {"name_vi", unit.name_vi},
       {"name_en", unit.name_en},
       {"level", unit.level},
       {"parent", unit.parent == model::kNoUnit ? Json() : Json(plan.units.at(unit.parent).code)}});
}

}  // namespace

Lists::Lists(const model::Plan& plan) {
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (!may_see(Viewer{}, indicator, "")) continue;
    indicators_.emplace_back(indicator.id, indicator_json(plan, indicator));
  }
  for (const model::Unit& unit : plan.units.all()) {
    units_.emplace_back(unit.code, unit_json(plan, unit));
  }
}

Answer Lists::indicators(const Request& request) const { return page(indicators_, request); }
Answer Lists::units(const Request& request) const { return page(units_, request); }

Answer Lists::page(const Items& items, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"limit", "cursor"})) return *std::move(wrong);
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  const std::string_view cursor = value_of(request.parameters, "cursor");
  auto first = items.begin();
  if (!cursor.empty()) {
    first = std::find_if(items.begin(), items.end(),
                         [&](const auto& item) { return item.first == cursor; });
    if (first == items.end()) {
      return bad_parameter(
          "cursor", fmt::format("`cursor` is `{}`. Use the `next` of the page before.", cursor));
    }
    ++first;
  }
  const auto left = static_cast<std::size_t>(items.end() - first);
  const std::size_t count = std::min(left, std::get<std::size_t>(limit));
  std::vector<std::string> chosen;
  for (auto item = first; item != first + static_cast<std::ptrdiff_t>(count); ++item) {
    chosen.push_back(item->second);
  }
  const std::string next =
      count < left ? (first + static_cast<std::ptrdiff_t>(count) - 1)->first : "";
  Answer answer = json_answer(list_json(chosen, next));
  link_next(answer, request, next);
  make_conditional(answer, request, "no-cache");
  return answer;
}

}  // namespace ioc::serving
