#include "app/conclusion_event.h"

#include <nlohmann/json.hpp>

namespace ioc::app {

using model::ConclusionState;
using Json = nlohmann::ordered_json;

namespace {

constexpr std::string_view kConclusionSource = "/ioc-pulse/meeting";
constexpr std::string_view kConclusionType = "ioc-pulse.conclusion";

// As milestones call it.
std::string_view milestone_state(ConclusionState state) {
  switch (state) {
    case ConclusionState::open: return "open";
    case ConclusionState::done: return "done";
    case ConclusionState::withdrawn: return "cancelled";
  }
  return "";
}

}  // namespace

model::Instant late_from(const model::Conclusion& conclusion, const model::Zone& zone) {
  return zone.day_start(conclusion.due + 1);
}

std::string conclusion_event(const model::Conclusion& conclusion, const model::Zone& zone) {
  const bool is_open = conclusion.state == ConclusionState::open;
  const model::Instant at = is_open ? conclusion.noted : conclusion.closed;
  Json data = {{"milestone", conclusion.id},
               {"unit", conclusion.owner},
               {"state", milestone_state(conclusion.state)},
               {"due", model::format_rfc3339(late_from(conclusion, zone), zone)}};
  if (conclusion.figure) data["indicator"] = conclusion.figure->indicator;
  // A life's events of one instant are read in the order of their ids.
  const Json event = {{"specversion", "1.0"},
                      {"id", conclusion.id + (is_open ? "/1-noted" : "/2-closed")},
                      {"source", kConclusionSource},
                      {"type", kConclusionType},
                      {"time", model::format_rfc3339(at, zone)},
                      {"datacontenttype", "application/json"},
                      {"data", std::move(data)}};
  return event.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ioc::app
