#include "processing/alerts.h"

#include <algorithm>

namespace ioc::processing {

using model::Alert;
using model::AlertChange;
using model::AlertPlan;
using model::AlertSight;
using model::AlertTurn;
using model::Instant;
using model::TargetStanding;
using model::TargetState;

namespace {

bool warns(const AlertPlan& alert, const TargetStanding& standing) {
  if (alert.days_left) {
    return standing.state != TargetState::met && standing.state != TargetState::missed &&
           standing.days_left && *standing.days_left <= *alert.days_left;
  }
  return (alert.states >> static_cast<unsigned>(standing.state) & 1) != 0;
}

AlertSight sight_of(const TargetStanding& standing) {
  AlertSight sight;
  sight.state = standing.state;
  if (standing.figure) sight.value = standing.figure->value;
  sight.days_left = standing.days_left;
  return sight;
}

}  // namespace

void AlertBook::restore(std::vector<Alert> alerts) {
  for (Alert& alert : alerts) {
    Place place{alert.alert, alert.unit};
    alerts_.insert_or_assign(std::move(place), std::move(alert));
  }
}

// Working time of the root unit; all time where the catalogue knows no hours.
std::int64_t AlertBook::silence_ms(std::int64_t newest_ms, Instant at) const {
  if (plan_->calendar) {
    const auto worked = plan_->calendar->work_time(plan_->root_unit, Instant{newest_ms}, at);
    if (worked) return *worked;
  }
  return at.ms - newest_ms;
}

// All that is so now, with what was seen.
std::map<AlertBook::Place, AlertSight> AlertBook::warnings(
    std::span<const TargetStanding> standings, std::span<const std::int64_t> newest_ms,
    Instant at) const {
  std::map<Place, AlertSight> found;
  for (const AlertPlan& alert : plan_->alerts) {
    if (alert.target < 0) {
      const auto stream = static_cast<std::size_t>(alert.stream);
      if (stream >= newest_ms.size() || newest_ms[stream] == INT64_MIN) continue;
      const std::int64_t silent_ms = silence_ms(newest_ms[stream], at);
      if (silent_ms < alert.silent_ms) continue;
      found[{alert.id, ""}].silent_ms = silent_ms;
      continue;
    }
    for (const TargetStanding& standing : standings) {
      if (standing.target != alert.target || !warns(alert, standing)) continue;
      found.emplace(Place{alert.id, standing.unit}, sight_of(standing));
    }
  }
  return found;
}

std::vector<AlertChange> AlertBook::look(std::span<const TargetStanding> standings,
                                         std::span<const std::int64_t> newest_ms, Instant at) {
  std::vector<AlertChange> changes;
  std::map<Place, AlertSight> now = warnings(standings, newest_ms, at);
  for (auto& [place, sight] : now) {
    alerts_.try_emplace(place, Alert{place.first, place.second, at, {}, {}, sight});
  }
  for (auto known = alerts_.begin(); known != alerts_.end();) {
    Alert& alert = known->second;
    const auto plan = std::find_if(plan_->alerts.begin(), plan_->alerts.end(),
                                   [&](const AlertPlan& any) { return any.id == alert.alert; });
    const std::int64_t for_ms = plan != plan_->alerts.end() ? plan->for_ms : 0;
    const std::int64_t clear_ms = plan != plan_->alerts.end() ? plan->clear_ms : 0;
    if (const auto still = now.find(known->first); still != now.end()) {
      alert.quiet_since.reset();
      const bool fires = !alert.fired && at.ms - alert.since.ms >= for_ms;
      if (fires) alert.fired = at;
      if (fires || alert.sight.state != still->second.state) alert.sight = std::move(still->second);
      if (fires) changes.push_back({0, AlertTurn::fired, at, alert, {}});
      ++known;
      continue;
    }
    if (!alert.quiet_since) alert.quiet_since = at;
    if (!alert.fired) {
      known = alerts_.erase(known);
    } else if (at.ms - alert.quiet_since->ms >= clear_ms) {
      changes.push_back({0, AlertTurn::resolved, at, alert, {}});
      known = alerts_.erase(known);
    } else {
      ++known;
    }
  }
  return changes;
}

std::vector<Alert> AlertBook::alerts() const {
  std::vector<Alert> all;
  all.reserve(alerts_.size());
  for (const auto& [place, alert] : alerts_) all.push_back(alert);
  return all;
}

}  // namespace ioc::processing
