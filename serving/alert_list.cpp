#include "serving/alert_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "serving/alert_answering.h"
#include "serving/alert_words.h"
#include "serving/figure_query.h"
#include "serving/json_items.h"
#include "serving/target_list.h"

namespace ioc::serving {
namespace {

using Json = nlohmann::ordered_json;
using model::Alert;
using model::AlertChange;
using model::AlertPlan;
using model::Plan;

constexpr std::string_view kStates[] = {"pending", "firing", "clearing"};

std::string_view state_of(const Alert& alert) {
  if (!alert.fired) return kStates[0];
  return alert.quiet_since ? kStates[2] : kStates[1];
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json instant(const Plan& plan, const std::optional<model::Instant>& at) {
  return at ? Json(model::format_rfc3339(*at, plan.zone)) : Json();
}

// What is told of an alert wherever it is told.
Json json_of(const Plan& plan, const Alert& alert) {
  const AlertPlan* of = find_alert(plan, alert.alert);
  const bool is_of_target = of != nullptr && of->target >= 0;
  Json json = {{"alert", alert.alert},
               {"unit", text_or_null(alert.unit)},
               {"state", state_of(alert)},
               {"severity", of != nullptr ? Json(of->severity) : Json()},
               {"name", name_json(alert_name(plan, alert))},
               {"summary", name_json(alert_summary(plan, alert))},
               {"since", instant(plan, alert.since)},
               {"fired", instant(plan, alert.fired)},
               {"quiet_since", instant(plan, alert.quiet_since)},
               {"target", nullptr},
               {"stream", nullptr}};
  if (is_of_target) {
    const model::TargetPlan& target = plan.targets[static_cast<std::size_t>(of->target)];
    json["target"] = target.id;
    json["indicator"] = plan.indicators[static_cast<std::size_t>(target.indicator)].id;
    json["window"] = target.window;
    json["target_state"] = name_of(alert.sight.state);
    json["value"] = alert.sight.value.empty() ? Json() : Json::parse(alert.sight.value);
    json["working_days_left"] = alert.sight.days_left ? Json(*alert.sight.days_left) : Json();
  } else if (of != nullptr) {
    json["stream"] = plan.streams[static_cast<std::size_t>(of->stream)].id;
    json["silent_seconds"] = alert.sight.silent_ms / 1000;
  }
  if (of == nullptr) return json;
  json["rule"] = name_json(alert_rule(plan, *of));
  if (!of->description.empty()) {
    json["description"] = name_json(of->description);
  }
  if (!of->owner.empty()) json["owner"] = name_json(of->owner);
  if (!of->runbook.empty()) json["runbook"] = of->runbook;
  return json;
}

Json json_of(const Plan& plan, const AlertChange& change) {
  Json json = {{"number", change.number},
               {"key", idempotency_key(plan, change)},
               {"turn", name_of(change.turn)},
               {"at", instant(plan, change.at)}};
  json.update(json_of(plan, change.alert));
  return json;
}

Json told_or_null(bool is_told, const std::string& text) {
  return is_told ? text_or_null(text) : Json();
}

// Adds what was done about it.
void add_answers(Json& json, const Viewer& viewer, const Plan& plan, const Alert& alert,
                 const model::AlertAnswers& all) {
  const bool is_told = viewer.is_signed_in();
  std::vector<model::AlertAnswer> answers;
  if (alert.fired) {
    const auto known = all.find({alert.alert, alert.unit, *alert.fired});
    if (known != all.end()) answers = known->second;
  }
  json["acknowledged"] = nullptr;
  if (const auto care = care_of(answers)) {
    json["acknowledged"] = {{"since", instant(plan, care->since)},
                            {"office", care->office},
                            {"owner", told_or_null(is_told, care->owner)},
                            {"owner_name", told_or_null(is_told, care->owner_name)}};
  }
  json["answers"] = Json::array();
  for (const model::AlertAnswer& answer : answers) {
    json["answers"].push_back({{"act", name_of(answer.act)},
                               {"at", instant(plan, answer.at)},
                               {"office", answer.office},
                               {"account", told_or_null(is_told, answer.account)},
                               {"name", told_or_null(is_told, answer.name)},
                               {"owner", told_or_null(is_told, answer.owner)},
                               {"owner_name", told_or_null(is_told, answer.owner_name)},
                               {"note", told_or_null(is_told, answer.note)}});
  }
}

// Labels and annotations of Alertmanager are texts.
Json alertmanager_item(const Plan& plan, const Alert& alert, model::Instant ends) {
  const AlertPlan* of = find_alert(plan, alert.alert);
  const model::Name summary = alert_summary(plan, alert);
  Json labels = {{"alertname", alert.alert}, {"catalog", plan.id}};
  if (!alert.unit.empty()) labels["unit"] = alert.unit;
  Json notes = {{"summary", summary.vi}, {"summary_en", summary.en}};
  if (of != nullptr) {
    labels["severity"] = of->severity;
    if (!of->description.vi.empty()) notes["description"] = of->description.vi;
    if (!of->runbook.empty()) notes["runbook_url"] = of->runbook;
  }
  return {{"labels", labels},
          {"annotations", notes},
          {"startsAt", model::format_rfc3339(alert.fired.value_or(alert.since), plan.zone)},
          {"endsAt", model::format_rfc3339(ends, plan.zone)}};
}

}  // namespace

bool may_see_alert(const Viewer& viewer, const Plan& plan, const Alert& alert) {
  const AlertPlan* of = find_alert(plan, alert.alert);
  if (of == nullptr) return false;
  if (of->target < 0) {
    return may_see_stream(viewer, plan, plan.streams[static_cast<std::size_t>(of->stream)]);
  }
  const model::TargetPlan& target = plan.targets[static_cast<std::size_t>(of->target)];
  const auto& indicator = plan.indicators[static_cast<std::size_t>(target.indicator)];
  return may_see(viewer, plan, indicator, alert.unit);
}

namespace {

// Whether the viewer may know that there is a rule of this id.
bool may_know_rule(const Viewer& viewer, const Plan& plan, std::string_view id) {
  const AlertPlan* of = find_alert(plan, id);
  if (of == nullptr) return false;
  if (of->target >= 0) {
    return may_see_target(viewer, plan, plan.targets[static_cast<std::size_t>(of->target)]);
  }
  return may_see_stream(viewer, plan, plan.streams[static_cast<std::size_t>(of->stream)]);
}

}  // namespace

std::string alert_item(const Viewer& viewer, const Plan& plan, const Alert& alert,
                       const model::AlertAnswers& answers) {
  Json json = json_of(plan, alert);
  add_answers(json, viewer, plan, alert, answers);
  return text_of(json);
}

Answer alert_list(const Viewer& viewer, const Plan& plan, const std::vector<Alert>& alerts,
                  const model::AlertAnswers& answers, const Request& request) {
  if (auto wrong = check_names(request.parameters, {"alert", "unit", "state"})) {
    return *std::move(wrong);
  }
  const std::string_view wanted = value_of(request.parameters, "alert");
  const std::string_view unit = value_of(request.parameters, "unit");
  const std::string_view state = value_of(request.parameters, "state");
  if (!wanted.empty() && !may_know_rule(viewer, plan, wanted)) {
    return bad_parameter("alert", "There is no such alert.");
  }
  if (!unit.empty() && plan.units.find(unit) == model::kNoUnit) {
    return bad_parameter("unit", "There is no unit with this code; see /api/v1/units.");
  }
  if (!state.empty() &&
      std::find(std::begin(kStates), std::end(kStates), state) == std::end(kStates)) {
    return bad_parameter("state", "It is pending, firing or clearing.");
  }
  std::vector<std::string> items;
  for (const Alert& alert : alerts) {
    const bool is_wanted = (wanted.empty() || alert.alert == wanted) &&
                           (unit.empty() || alert.unit == unit) &&
                           (state.empty() || state_of(alert) == state);
    if (is_wanted && may_see_alert(viewer, plan, alert)) {
      items.push_back(alert_item(viewer, plan, alert, answers));
    }
  }
  Answer answer = json_answer(list_json(items, {}));
  make_personal(answer, request);
  return answer;
}

Answer alert_journal(const Viewer& viewer, const Plan& plan,
                     const std::vector<AlertChange>& changes, const model::AlertAnswers& answers) {
  std::vector<std::string> items;
  for (const AlertChange& change : changes) {
    Json json = json_of(plan, change);
    json["told"] = Json::array();
    for (const model::AlertTold& told : change.told) {
      json["told"].push_back({{"receiver", told.receiver}, {"at", instant(plan, told.at)}});
    }
    add_answers(json, viewer, plan, change.alert, answers);
    items.push_back(text_of(json));
  }
  Answer answer = json_answer(list_json(items, {}));
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

std::string idempotency_key(const Plan& plan, const AlertChange& change) {
  return fmt::format("{}-{}-{}-{}-{}", plan.id, change.alert.alert, change.alert.unit, change.at.ms,
                     name_of(change.turn));
}

std::string webhook_message(const Plan& plan, const std::vector<AlertChange>& changes) {
  std::map<std::string, Json> by_unit;
  for (const AlertChange& change : changes) {
    Json& group = by_unit[change.alert.unit];
    if (group.is_null()) {
      const model::UnitIndex unit = plan.units.find(change.alert.unit);
      const bool is_known = unit != model::kNoUnit;
      group = {{"unit", text_or_null(change.alert.unit)},
               {"unit_name", is_known ? Json(plan.units.at(unit).name_vi) : Json()},
               {"changes", Json::array()}};
    }
    group["changes"].push_back(json_of(plan, change));
  }
  Json message = {{"catalog", plan.id}, {"count", changes.size()}, {"groups", Json::array()}};
  for (auto& [unit, group] : by_unit) message["groups"].push_back(std::move(group));
  return text_of(message);
}

std::string alertmanager_message(const Plan& plan, const std::vector<Alert>& alerts,
                                 const std::vector<AlertChange>& changes,
                                 model::Instant believed_until) {
  Json message = Json::array();
  // A change that was taken back since is not told: what is true now is.
  const auto fires = [&](const Alert& alert) {
    return std::any_of(alerts.begin(), alerts.end(), [&](const Alert& any) {
      return any.fired && any.alert == alert.alert && any.unit == alert.unit;
    });
  };
  for (const AlertChange& change : changes) {
    if (change.turn == model::AlertTurn::resolved && !fires(change.alert)) {
      message.push_back(alertmanager_item(plan, change.alert, change.at));
    }
  }
  for (const Alert& alert : alerts) {
    if (alert.fired) message.push_back(alertmanager_item(plan, alert, believed_until));
  }
  return text_of(message);
}

}  // namespace ioc::serving
