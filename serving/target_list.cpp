#include "serving/target_list.h"

#include <algorithm>

#include "serving/figure_query.h"
#include "serving/json_items.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;

Json number(const model::Decimal& decimal) { return Json::parse(decimal.to_string()); }

Json item(const model::Plan& plan, const model::TargetStanding& standing) {
  const model::TargetPlan& target = plan.targets[static_cast<std::size_t>(standing.target)];
  const auto& indicator = plan.indicators[static_cast<std::size_t>(target.indicator)];
  Json json = {{"target", target.id},
               {"name", name_json(name_of_target(plan, target))},
               {"indicator", indicator.id},
               {"window", target.window},
               {"unit", standing.unit.empty() ? Json() : Json(standing.unit)},
               {target.at_least ? "at_least" : "at_most", number(target.limit)},
               {"by", target.last_day ? Json(model::format_day(*target.last_day)) : Json()},
               {"state", name_of(standing.state)},
               {"held", standing.is_held}};
  json["gap"] = number_json(standing.gap);
  json["expected"] = number_json(standing.expected);
  json["projected"] = number_json(standing.projected);
  json["working_days_left"] = number_json(standing.days_left);
  json["working_days_behind"] = number_json(standing.days_behind);
  json["figure"] = nullptr;
  if (standing.figure) {
    std::string text;
    model::append_json(text, *standing.figure, plan.zone);
    json["figure"] = Json::parse(text);
  }
  return json;
}

}  // namespace

bool may_see_target(const Viewer& viewer, const model::Plan& plan,
                    const model::TargetPlan& target) {
  const auto& indicator = plan.indicators[static_cast<std::size_t>(target.indicator)];
  if (target.each.empty()) {
    const bool is_of_unit = target.unit != model::kNoUnit;
    return may_see(viewer, plan, indicator, is_of_unit ? plan.units.at(target.unit).code : "");
  }
  const std::vector<model::Unit>& units = plan.units.all();
  return std::any_of(units.begin(), units.end(), [&](const model::Unit& unit) {
    return unit.level == target.each && may_see(viewer, plan, indicator, unit.code);
  });
}

Answer target_list(const Viewer& viewer, const model::Plan& plan,
                   const std::vector<model::TargetStanding>* standings, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"target", "unit", "as_of"}))
    return *std::move(wrong);
  const std::string_view target = value_of(request.parameters, "target");
  const std::string_view unit = value_of(request.parameters, "unit");
  bool is_known = target.empty();
  for (const model::TargetPlan& known : plan.targets) {
    is_known |= known.id == target && may_see_target(viewer, plan, known);
  }
  if (!is_known) return bad_parameter("target", "There is no such target.");
  if (!unit.empty() && plan.units.find(unit) == model::kNoUnit) {
    return bad_parameter("unit", "There is no unit with this code; see /api/v1/units.");
  }
  std::vector<std::string> items;
  for (std::size_t i = 0; standings != nullptr && i < standings->size(); ++i) {
    const model::TargetStanding& standing = (*standings)[i];
    const model::TargetPlan& of = plan.targets[static_cast<std::size_t>(standing.target)];
    if ((!target.empty() && of.id != target) || (!unit.empty() && standing.unit != unit)) continue;
    const auto& indicator = plan.indicators[static_cast<std::size_t>(of.indicator)];
    if (!may_see(viewer, plan, indicator, standing.unit)) continue;
    items.push_back(text_of(item(plan, standing)));
  }
  Answer answer = json_answer(list_json(items, {}));
  make_personal(answer, request);
  return answer;
}

}  // namespace ioc::serving
