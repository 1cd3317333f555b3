#include "app/alert_records.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace ioc::app {
namespace {

using Stored = nlohmann::json;
using model::Alert;
using model::AlertChange;
using model::Error;
using model::ErrorCode;
using model::Instant;

Stored written(const std::optional<Instant>& at) { return at ? Stored(at->ms) : Stored(); }
std::optional<Instant> instant(const Stored& json) {
  return json.is_null() ? std::nullopt : std::optional(Instant{json.get<std::int64_t>()});
}

Stored written(const Alert& alert) {
  return {{"alert", alert.alert},
          {"unit", alert.unit},
          {"since", alert.since.ms},
          {"fired", written(alert.fired)},
          {"quiet_since", written(alert.quiet_since)},
          {"state", static_cast<int>(alert.sight.state)},
          {"value", alert.sight.value},
          {"days_left", alert.sight.days_left ? Stored(*alert.sight.days_left) : Stored()},
          {"silent_ms", alert.sight.silent_ms}};
}

Alert alert_of(const Stored& json) {
  Alert alert{json.at("alert").get<std::string>(),
              json.at("unit").get<std::string>(),
              Instant{json.at("since").get<std::int64_t>()},
              instant(json.at("fired")),
              instant(json.at("quiet_since")),
              {}};
  alert.sight.state = static_cast<model::TargetState>(json.at("state").get<int>());
  alert.sight.value = json.at("value").get<std::string>();
  if (!json.at("days_left").is_null()) {
    alert.sight.days_left = json.at("days_left").get<std::int64_t>();
  }
  alert.sight.silent_ms = json.at("silent_ms").get<std::int64_t>();
  return alert;
}

Error damaged(const Stored::exception& error) {
  return {ErrorCode::internal, std::string("a stored alert is damaged: ") + error.what(), {}};
}

}  // namespace

std::string write_alerts(const std::vector<Alert>& alerts) {
  Stored json = Stored::array();
  for (const Alert& alert : alerts) json.push_back(written(alert));
  return json.dump();
}

model::Result<std::vector<Alert>> read_alerts(std::string_view text) {
  std::vector<Alert> alerts;
  if (text.empty()) return alerts;
  try {
    for (const Stored& json : Stored::parse(text)) alerts.push_back(alert_of(json));
  } catch (const Stored::exception& error) {
    return damaged(error);
  }
  return alerts;
}

std::string write_alert_change(const AlertChange& change) {
  Stored told = Stored::array();
  for (const model::AlertTold& one : change.told) {
    told.push_back({{"receiver", one.receiver}, {"at", one.at.ms}});
  }
  return Stored{{"number", change.number},
                {"turn", static_cast<int>(change.turn)},
                {"at", change.at.ms},
                {"alert", written(change.alert)},
                {"told", told}}
      .dump();
}

model::Result<AlertChange> read_alert_change(std::string_view text) {
  try {
    const Stored json = Stored::parse(text);
    AlertChange change;
    change.number = json.at("number").get<std::uint64_t>();
    change.turn = static_cast<model::AlertTurn>(json.at("turn").get<int>());
    change.at = Instant{json.at("at").get<std::int64_t>()};
    change.alert = alert_of(json.at("alert"));
    for (const Stored& one : json.at("told")) {
      change.told.push_back(
          {one.at("receiver").get<std::string>(), Instant{one.at("at").get<std::int64_t>()}});
    }
    return change;
  } catch (const Stored::exception& error) {
    return damaged(error);
  }
}

}  // namespace ioc::app
