// How conclusions stand (serving/conclusion_list.h).
#include "serving/conclusion_list.h"

#include <algorithm>

#include "serving/json_items.h"

namespace ioc::serving {
namespace {

using model::CivilDay;
using model::Conclusion;
using model::ConclusionState;
using Json = nlohmann::ordered_json;

// Working days after `first`, up to `last` inclusive.
std::optional<std::int64_t> working_days(const model::Plan& plan, std::string_view unit,
                                         CivilDay first, CivilDay last) {
  constexpr CivilDay kDaysMax = 36'600;  // a hundred years
  if (!plan.calendar || last - first > kDaysMax) return std::nullopt;
  std::int64_t count = 0;
  for (CivilDay day = first + 1; day <= last; ++day) {
    const auto is_one = plan.calendar->is_working_day(plan.units.find(unit), day);
    if (!is_one) return std::nullopt;
    count += *is_one ? 1 : 0;
  }
  return count;
}

}  // namespace

std::optional<ConclusionStanding> stand(const model::Plan& plan, const Conclusion& conclusion,
                                        model::Instant at) {
  if (conclusion.noted > at) return std::nullopt;
  ConclusionStanding standing;
  standing.of = &conclusion;
  const bool is_over = conclusion.state != ConclusionState::open && conclusion.closed <= at;
  if (is_over) standing.state = conclusion.state;
  if (standing.state == ConclusionState::withdrawn) return standing;
  const CivilDay day = plan.zone.day_of(is_over ? conclusion.closed : at);
  standing.is_late = day > conclusion.due;
  if (standing.is_late) {
    standing.days_late = working_days(plan, conclusion.owner, conclusion.due, day);
  } else if (!is_over) {
    standing.days_left = working_days(plan, conclusion.owner, day, conclusion.due);
  }
  return standing;
}

bool may_know(const Viewer& viewer, const model::Plan& plan, std::string_view stream,
              const Conclusion& conclusion) {
  return may(viewer, Deed::see, plan, conclusion.owner, stream);
}

bool may_conclude(const Viewer& viewer, const model::Plan& plan, std::string_view stream,
                  std::string_view owner) {
  return may(viewer, Deed::conclude, plan, owner, stream);
}

bool may_conclude_any(const Viewer& viewer, const model::Plan& plan, std::string_view stream) {
  return std::any_of(viewer.grants.begin(), viewer.grants.end(), [&](const model::Grant& grant) {
    return may_conclude(viewer, plan, stream, grant.unit);
  });
}

const model::ConclusionFigure* figure_for(const Viewer& viewer, const model::Plan& plan,
                                          const Conclusion& conclusion) {
  if (!conclusion.figure) return nullptr;
  const model::IndicatorPlan* of = find_visible(viewer, plan, conclusion.figure->indicator);
  const bool is_seen = of != nullptr && may_see(viewer, plan, *of, conclusion.figure->unit);
  return is_seen ? &*conclusion.figure : nullptr;
}

std::vector<ConclusionStanding> visible_standings(const Viewer& viewer, const model::Plan& plan,
                                                  std::string_view stream,
                                                  const std::vector<Conclusion>& all,
                                                  model::Instant at) {
  std::vector<ConclusionStanding> standings;
  for (const Conclusion& conclusion : all) {
    if (!may_know(viewer, plan, stream, conclusion)) continue;
    if (const auto standing = stand(plan, conclusion, at)) standings.push_back(*standing);
  }
  const auto is_over = [](const ConclusionStanding& one) {
    return one.state != ConclusionState::open;
  };
  std::stable_sort(standings.begin(), standings.end(), [&](const auto& a, const auto& b) {
    if (is_over(a) != is_over(b)) return !is_over(a);
    return is_over(a) ? a.of->closed > b.of->closed : a.of->due < b.of->due;
  });
  return standings;
}

std::string conclusion_json(const Viewer& viewer, const model::Plan& plan, std::string_view stream,
                            const ConclusionStanding& standing) {
  const Conclusion& of = *standing.of;
  const bool is_over = standing.state != ConclusionState::open;
  Json json = {{"conclusion", of.id},
               {"task", of.task},
               {"owner", of.owner},
               {"due", model::format_day(of.due)},
               {"state", name_of(standing.state)},
               {"late", standing.is_late},
               {"working_days_late", number_json(standing.days_late)},
               {"working_days_left", number_json(standing.days_left)},
               {"noted", model::format_rfc3339(of.noted, plan.zone)},
               {"noted_by", of.noted_by_name},
               {"closed", is_over ? Json(model::format_rfc3339(of.closed, plan.zone)) : Json()},
               {"closed_by", is_over ? Json(of.closed_by_name) : Json()},
               {"figure", nullptr}};
  if (const model::ConclusionFigure* figure = figure_for(viewer, plan, of)) {
    json["figure"] = {{"indicator", figure->indicator},
                      {"window", figure->window},
                      {"unit", figure->unit.empty() ? Json() : Json(figure->unit)},
                      {"as_of", model::format_rfc3339(figure->as_of, plan.zone)}};
  }
  json["may_close"] =
      of.state == ConclusionState::open && may_conclude(viewer, plan, stream, of.owner);
  return text_of(json);
}

}  // namespace ioc::serving
