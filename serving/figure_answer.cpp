// Renders pages of figures (serving/figure_answer.h).
#include "serving/figure_answer.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/lookup.h"
#include "serving/access.h"
#include "serving/public_words.h"
#include "serving/table.h"

namespace ioc::serving {
namespace {

// The dimensions of every indicator that the question may answer with, so that all pages of one
// list have the same columns.
std::vector<std::string> dimensions_of(const model::Plan& plan, const Viewer& viewer,
                                       const model::FigureQuery& query) {
  std::vector<std::string> names;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (query.indicator.empty() ? !may_see_any(viewer, plan, indicator)
                                : indicator.id != query.indicator) {
      continue;
    }
    for (const auto& dimension : plan.cube_of(indicator).by()) {
      if (std::find(names.begin(), names.end(), dimension.name) == names.end()) {
        names.push_back(dimension.name);
      }
    }
  }
  return names;
}

Table table_of(const model::Plan& plan, const Viewer& viewer, const model::FigureQuery& query,
               const std::vector<model::Figure>& figures) {
  const std::vector<std::string> dimensions = dimensions_of(plan, viewer, query);
  Table table{"figures", {"indicator", "window"}, {}};
  for (const std::string& name : dimensions) table.head.push_back("group." + name);
  for (const char* name : {"start", "end", "value", "numerator", "denominator", "count", "status",
                           "revision", "as_of", "catalog", "position"}) {
    table.head.emplace_back(name);
  }
  for (const model::Figure& figure : figures) {
    const model::IndicatorPlan* of = model::find_indicator(plan, figure.indicator);
    Row row = {Cell::of_text(figure.indicator), Cell::of_text(figure.window)};
    for (const std::string& name : dimensions) {
      const auto member = std::find_if(figure.group.begin(), figure.group.end(),
                                       [&](const model::GroupMember& m) { return m.name == name; });
      row.push_back(member == figure.group.end() ? Cell{} : Cell::of_json(member->value));
    }
    row.push_back(figure.start ? Cell::of_time(*figure.start) : Cell{});
    row.push_back(Cell::of_time(figure.end));
    row.push_back(Cell::of_json(figure.value, of != nullptr && is_share(*of)));
    row.push_back(Cell::of_json(figure.numerator.value_or("null")));
    row.push_back(Cell::of_json(figure.denominator.value_or("null")));
    row.push_back(Cell::of_number(std::to_string(figure.count)));
    row.push_back(Cell::of_text(std::string(name_of(figure.status))));
    row.push_back(Cell::of_number(std::to_string(figure.revision)));
    row.push_back(Cell::of_time(figure.as_of));
    row.push_back(Cell::of_text(figure.catalog));
    row.push_back(Cell::of_text(figure.position));
    table.rows.push_back(std::move(row));
  }
  return table;
}

// The subject of what the question itself has wrong is the parameter.
Answer failure(const model::Error& error) {
  switch (error.code) {
    case model::ErrorCode::usage:
      return problem(400, "Bad request", error.message(), error.subject);
    case model::ErrorCode::unavailable:
      return busy(fmt::format("{}. Ask again in a moment.", error.message()));
    case model::ErrorCode::check_failed:
    case model::ErrorCode::internal:
    case model::ErrorCode::io:
    case model::ErrorCode::source_changed:
    case model::ErrorCode::config: break;
  }
  return problem(500, "Internal error",
                 "The engine could not answer; its log says why. /readyz tells how it is.");
}

}  // namespace

Answer as_of_failure(const model::Error& error) {
  if (error.code == model::ErrorCode::source_changed) {
    return problem(409, "Conflict", error.message(), "as_of");
  }
  if (error.code == model::ErrorCode::config) {
    return problem(503, "Service unavailable", error.message(), "as_of");
  }
  return failure(error);
}

std::string hidden_export(const model::Plan& plan, const Request& request,
                          const model::FigureQuery& query,
                          const model::Result<model::FigurePage>& page) {
  if (!page.ok() || !request.viewer.is_signed_in() || form_of(request) == ListForm::json) {
    return {};
  }
  std::size_t count = 0;
  for (const model::Figure& figure : page->items) {
    const model::IndicatorPlan* of = find_visible(Viewer{}, plan, figure.indicator);
    count += of == nullptr ? 1 : 0;
  }
  if (count == 0) return {};
  const auto part = [](std::string_view name, const std::string& value) {
    return value.empty() ? std::string() : fmt::format(", {} {}", name, value);
  };
  return fmt::format("{} figures that are not public{}{}{}{}", count,
                     part("indicator", query.indicator), part("window", query.window),
                     part("unit", query.unit), part("level", query.level));
}

Answer figure_answer(const model::Plan& plan, const Request& request,
                     const model::FigureQuery& query,
                     const model::Result<model::FigurePage>& page) {
  if (!page.ok()) return query.as_of ? as_of_failure(page.error()) : failure(page.error());
  Answer answer;
  if (const ListForm form = form_of(request); form != ListForm::json) {
    answer =
        table_answer(table_of(plan, request.viewer, query, page.value().items), form, plan.zone);
  } else {
    std::vector<std::string> items(page.value().items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
      model::append_json(items[i], page.value().items[i], plan.zone);
    }
    answer = json_answer(list_json(items, page.value().next));
  }
  link_next(answer, request, page.value().next);
  answer.headers.emplace_back("Vary", "Accept");
  make_personal(answer, request);
  return answer;
}

}  // namespace ioc::serving
