// Encodes the catalogue's lists (serving/lists.h).
#include "serving/lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "serving/access.h"
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

// The cells of an item: members of members are columns of their own, lists one cell.
Row row_of(const Json& item) {
  Row row;
  for (const auto& [name, value] : item.items()) {
    if (value.is_object()) {
      for (const auto& [inner, text] : value.items()) {
        row.push_back(Cell::of_text(text.get<std::string>()));
      }
    } else if (value.is_array()) {
      std::string all;
      for (const Json& each : value) all += (all.empty() ? "" : "; ") + each.get<std::string>();
      row.push_back(Cell::of_text(std::move(all)));
    } else {
      row.push_back(value.is_string() ? Cell::of_text(value.get<std::string>())
                                      : Cell::of_json(value.dump()));
    }
  }
  return row;
}

std::vector<std::string> head_of(const Json& item) {
  std::vector<std::string> head;
  for (const auto& [name, value] : item.items()) {
    if (!value.is_object()) head.push_back(name);
    if (!value.is_object()) continue;
    for (const auto& [inner, text] : value.items()) head.push_back(name + '.' + inner);
  }
  return head;
}

}  // namespace

Lists::Lists(const model::Plan& plan) : plan_(plan) {
  indicators_ = {"indicators", head_of(indicator_json(plan, {})), {}};
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    const Json json = indicator_json(plan, indicator);
    const auto number = static_cast<int>(indicators_.items.size());
    indicators_.items.push_back({indicator.id, text_of(json), row_of(json), number});
  }
  units_ = {"units", head_of(unit_json(plan, {})), {}};
  for (const model::Unit& unit : plan.units.all()) {
    const Json json = unit_json(plan, unit);
    units_.items.push_back({unit.code, text_of(json), row_of(json), -1});
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

Answer Lists::page(const List& list, const Items& items, const Request& request) const {
  if (auto wrong = check_names(request.parameters, {"format", "limit", "cursor"})) {
    return *std::move(wrong);
  }
  const auto form = read_form(request.parameters, request.accept);
  if (const auto* wrong = std::get_if<Answer>(&form)) return *wrong;
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
  if (std::get<ListForm>(form) != ListForm::json) {
    Table table{list.name, list.head, {}};
    for (auto item = first; item != end; ++item) table.rows.push_back((*item)->row);
    answer = table_answer(table, std::get<ListForm>(form), plan_.zone);
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
