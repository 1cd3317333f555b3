// Encodes the catalogue's lists (serving/lists.h).
#include "serving/lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "serving/access.h"
#include "serving/csv.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"

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
    case model::Measure::distinct: return "distinct";
    case model::Measure::quantile: return "quantile";
    case model::Measure::last: return "last";
    case model::Measure::coverage: return "coverage";
    case model::Measure::silence: return "silence";
    case model::Measure::formula: return "formula";
  }
  return "";
}

Json indicator_json(const model::Plan& plan, const model::IndicatorPlan& indicator) {
  Json by = Json::array();
  const bool is_some = indicator.formula || indicator.cube >= 0;  // not the head's
  if (is_some) {
    for (const auto& dimension : plan.cube_of(indicator).by()) by.push_back(dimension.name);
  }
  std::set<std::string> streams;
  const auto add_stream = [&](const model::IndicatorPlan& of) {
    if (of.stream >= 0) streams.insert(plan.streams[static_cast<std::size_t>(of.stream)].id);
  };
  add_stream(indicator);
  if (indicator.formula) {
    for (const int operand : indicator.formula->operands) {
      add_stream(plan.indicators[static_cast<std::size_t>(operand)]);
    }
  }
  Json windows = Json::array();
  for (const model::WindowPlan& window : indicator.windows) windows.push_back(window.text);
  return {{"id", indicator.id},
          {"name", name_json(indicator.name)},
          {"unit", name_json(indicator.unit)},
          {"measure", name_of_measure(indicator.measure)},
          {"by", std::move(by)},
          {"windows", std::move(windows)},
          {"streams", streams},
          {"better", indicator.better.empty() ? Json() : Json(indicator.better)},
          {"public", indicator.is_public},
          {"description", indicator.description}};
}

Json unit_json(const model::Plan& plan, const model::Unit& unit) {
  return {
      {"code", unit.code},
      {"name_vi", unit.name_vi},
      {"name_en", unit.name_en},
      {"level", unit.level},
      {"parent", unit.parent == model::kNoUnit ? Json() : Json(plan.units.at(unit.parent).code)}};
}

// The row of a spreadsheet for an item: members of members are columns of their own, lists one
// cell.
std::string csv_row(const Json& item) {
  CsvWriter csv;
  for (const auto& [name, value] : item.items()) {
    if (value.is_object()) {
      for (const auto& [inner, text] : value.items()) csv.text(text.get<std::string>());
    } else if (value.is_array()) {
      std::string all;
      for (const Json& each : value) all += (all.empty() ? "" : "; ") + each.get<std::string>();
      csv.text(all);
    } else {
      csv.text(value.is_string() ? value.get<std::string>() : value.is_null() ? "" : value.dump());
    }
  }
  csv.end_row();
  return csv.take();
}

std::string csv_head(const Json& item) {
  CsvWriter csv;
  for (const auto& [name, value] : item.items()) {
    if (!value.is_object()) csv.text(name);
    if (!value.is_object()) continue;
    for (const auto& [inner, text] : value.items()) csv.text(name + '.' + inner);
  }
  csv.end_row();
  return csv.take();
}

}  // namespace

Lists::Lists(const model::Plan& plan) : plan_(plan) {
  indicators_ = {"indicators", csv_head(indicator_json(plan, {})), {}};
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    const Json json = indicator_json(plan, indicator);
    const auto number = static_cast<int>(indicators_.items.size());
    indicators_.items.push_back({indicator.id, text_of(json), csv_row(json), number});
  }
  units_ = {"units", csv_head(unit_json(plan, {})), {}};
  for (const model::Unit& unit : plan.units.all()) {
    const Json json = unit_json(plan, unit);
    units_.items.push_back({unit.code, text_of(json), csv_row(json), -1});
  }
}

Answer Lists::indicators(const Request& request) const {
  Items items;
  for (const Item& item : indicators_.items) {
    const auto& indicator = plan_.indicators[static_cast<std::size_t>(item.indicator)];
    if (may_see_any(request.viewer, plan_, indicator)) items.push_back(&item);
  }
  return page(indicators_, items, request);
}

Answer Lists::units(const Request& request) const {
  Items items;
  for (const Item& item : units_.items) items.push_back(&item);
  return page(units_, items, request);
}

Answer Lists::page(const List& list, const Items& items, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"limit", "cursor"})) return *std::move(wrong);
  const auto limit = read_limit(request.parameters);
  if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
  const std::string_view cursor = value_of(request.parameters, "cursor");
  auto first = items.begin();
  if (!cursor.empty()) {
    first = std::find_if(items.begin(), items.end(),
                         [&](const Item* item) { return item->id == cursor; });
    if (first == items.end()) {
      return bad_parameter(
          "cursor", fmt::format("`cursor` is `{}`. Use the `next` of the page before.", cursor));
    }
    ++first;
  }
  const auto left = static_cast<std::size_t>(items.end() - first);
  const std::size_t count = std::min(left, std::get<std::size_t>(limit));
  const auto end = first + static_cast<std::ptrdiff_t>(count);
  const std::string next = count < left ? (*(end - 1))->id : "";
  Answer answer;
  if (prefers_csv(request.accept)) {
    answer.content_type = "text/csv; charset=utf-8; header=present";
    answer.body = list.csv_head;
    for (auto item = first; item != end; ++item) answer.body += (*item)->csv;
    answer.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"{}.csv\"", list.name));
  } else {
    std::vector<std::string> chosen;
    for (auto item = first; item != end; ++item) chosen.push_back((*item)->json);
    answer = json_answer(list_json(chosen, next));
  }
  link_next(answer, request, next);
  answer.headers.emplace_back("Vary", "Accept");
  make_personal(answer, request);
  return answer;
}

}  // namespace ioc::serving
