#include "serving/provision_list.h"

#include <algorithm>
#include <array>

#include "serving/figure_query.h"
#include "serving/json_items.h"
#include "serving/report_access.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::Plan;
using model::ProvisionPlan;
using model::ProvisionStanding;
using model::ProvisionState;

constexpr std::array kProvisionStates = {ProvisionState::none, ProvisionState::provided,
                                         ProvisionState::poor, ProvisionState::gaps,
                                         ProvisionState::late};

const ProvisionPlan& provision_of(const Plan& plan, const ProvisionStanding& standing) {
  return plan.provisions[static_cast<std::size_t>(standing.provision)];
}

Json instant_json(const Plan& plan, const std::optional<model::Instant>& at) {
  return at ? Json(model::format_rfc3339(*at, plan.zone)) : Json();
}

Json null_if_empty(const std::string& of) { return of.empty() ? Json() : Json(of); }

Json quality_json(const Viewer& viewer, const Plan& plan, model::UnitIndex unit,
                  const std::optional<model::ProvisionQuality>& asked,
                  const std::optional<model::ProvisionMeasure>& found) {
  if (!asked || !found || !may_see_quality(viewer, plan, *asked, unit)) return {};
  Json json = {{"indicator", plan.indicators[static_cast<std::size_t>(asked->indicator)].id},
               {"window", asked->window},
               {"at_least", Json::parse(asked->at_least.to_string())},
               {"met", found->is_met},
               {"figure", nullptr}};
  if (found->figure) {
    std::string figure;
    model::append_json(figure, *found->figure, plan.zone);
    json["figure"] = Json::parse(figure);
  }
  return json;
}

Json standing_json(const Viewer& viewer, const Plan& plan, const ProvisionStanding& standing) {
  const ProvisionPlan& of = provision_of(plan, standing);
  const bool is_report = of.indicator < 0;
  return {{"provision", of.id},
          {"name", name_json(of.name)},
          {is_report ? "report" : "indicator",
           is_report ? of.report : plan.indicators[static_cast<std::size_t>(of.indicator)].id},
          {"every", of.every},
          {"unit", plan.units.at(standing.unit).code},
          {"state", name_of(standing.state)},
          {"due", standing.due_count},
          {"provided", standing.provided_count},
          {"missing", standing.missing},
          {"last", null_if_empty(standing.last)},
          {"late_since", instant_json(plan, standing.late_since)},
          {"working_days_late", standing.late_days ? Json(*standing.late_days) : Json()},
          {"next", null_if_empty(standing.next)},
          {"next_due", instant_json(plan, standing.next_due)},
          {"complete", quality_json(viewer, plan, standing.unit, of.complete, standing.complete)},
          {"valid", quality_json(viewer, plan, standing.unit, of.valid, standing.valid)}};
}

}  // namespace

std::variant<ProvisionChoice, Answer> read_provision_choice(const Plan& plan,
                                                            const Request& request) {
  if (auto wrong = check_names(request.parameters,
                               {"provision", "unit", "level", "state", "as_of", "lang"})) {
    return *std::move(wrong);
  }
  const auto value = [&](std::string_view name) {
    return std::string(value_of(request.parameters, name));
  };
  ProvisionChoice choice{value("provision"), value("unit"), value("level"), value("state"), {}};
  const bool is_known =
      choice.provision.empty() ||
      std::any_of(plan.provisions.begin(), plan.provisions.end(),
                  [&](const ProvisionPlan& each) { return each.id == choice.provision; });
  if (!is_known) return bad_parameter("provision", "No such provision. Leave it out to list all.");
  if (!choice.unit.empty() && plan.units.find(choice.unit) == model::kNoUnit) {
    return bad_parameter("unit", "No unit with this code. GET /api/v1/units lists them.");
  }
  const bool is_state =
      choice.state.empty() ||
      std::any_of(kProvisionStates.begin(), kProvisionStates.end(),
                  [&](ProvisionState each) { return name_of(each) == choice.state; });
  if (!is_state) {
    return bad_parameter("state", "A state is none, provided, poor, gaps or late.");
  }
  if (const std::string as_of = value("as_of"); !as_of.empty()) {
    choice.as_of = model::parse_rfc3339(as_of);
    if (!choice.as_of) {
      return bad_parameter("as_of", "An instant in RFC 3339, as 2020-10-15T07:00:00%2B07:00.");
    }
  }
  return choice;
}

bool may_see_standing(const Viewer& viewer, const Plan& plan, const ProvisionStanding& standing) {
  const ProvisionPlan& of = provision_of(plan, standing);
  const std::string& unit = plan.units.at(standing.unit).code;
  if (of.indicator >= 0) {
    return may_see(viewer, plan, plan.indicators[static_cast<std::size_t>(of.indicator)], unit);
  }
  const auto form = std::find_if(plan.reports.begin(), plan.reports.end(),
                                 [&](const auto& each) { return each.id == of.report; });
  return form != plan.reports.end() && may_see_work(viewer, plan, *form, standing.unit);
}

bool may_see_quality(const Viewer& viewer, const Plan& plan, const model::ProvisionQuality& quality,
                     model::UnitIndex unit) {
  return may_see(viewer, plan, plan.indicators[static_cast<std::size_t>(quality.indicator)],
                 plan.units.at(unit).code);
}

bool is_chosen(const Plan& plan, const ProvisionChoice& choice, const ProvisionStanding& standing) {
  const model::Unit& unit = plan.units.at(standing.unit);
  return (choice.provision.empty() || provision_of(plan, standing).id == choice.provision) &&
         (choice.unit.empty() || unit.code == choice.unit) &&
         (choice.level.empty() || unit.level == choice.level) &&
         (choice.state.empty() || name_of(standing.state) == choice.state);
}

Answer provision_list(const Plan& plan, const Request& request, const ProvisionChoice& choice,
                      const model::ProvisionScore& score) {
  std::vector<std::string> items;
  for (const ProvisionStanding& standing : score.standings) {
    if (!is_chosen(plan, choice, standing)) continue;
    if (!may_see_standing(request.viewer, plan, standing)) continue;
    items.push_back(text_of(standing_json(request.viewer, plan, standing)));
  }
  std::string body = list_json(items, {});
  body.resize(body.rfind('}'));
  body += ",\"as_of\":";
  model::append_json_string(body, model::format_rfc3339(score.as_of, plan.zone));
  return personal(json_answer(body + "}\n"));
}

}  // namespace ioc::serving
