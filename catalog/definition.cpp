// Layout: one fact a line. Every declared field is listed, read or not: each decides which events
// are refused. Names of units are left out: a unit added later leaves the past as it was.
#include "catalog/definition.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/canonical.h"

namespace ioc::catalog {
namespace {

std::string_view kind_name(model::SlotKind kind) {
  switch (kind) {
    case model::SlotKind::count: return "count";
    case model::SlotKind::sum: return "sum";
    case model::SlotKind::minimum: return "min";
    case model::SlotKind::maximum: return "max";
    case model::SlotKind::distinct: return "distinct";
    case model::SlotKind::latest: return "latest";
  }
  return "";
}

std::string field_text(const model::FieldPlan& field) {
  std::string pointer;
  for (const std::string& step : field.pointer) pointer += " " + quoted(step);
  std::string formats;
  for (const model::TimeFormat& format : field.formats) formats += " " + quoted(format.text);
  return fmt::format("field {} {}{} at{}{}{}\n", field.name, type_name(field.type),
                     field.optional ? " optional" : "", pointer, formats.empty() ? "" : " as",
                     formats);
}

std::string stream_text(const model::StreamPlan& stream, const model::Plan& plan) {
  std::string out =
      fmt::format("stream {} topic {} lateness {} ahead {} zone {}\n", stream.id, stream.topic,
                  stream.lateness_ms, stream.max_ahead_ms, plan.zone.name());
  for (const model::FieldPlan& field : stream.fields) out += field_text(field);
  if (stream.time_field >= 0) {
    out += "time " + stream.fields[static_cast<std::size_t>(stream.time_field)].name + "\n";
  }
  return out;
}

// What a life contributes to a cohort.
std::string cohort_text(const model::LifecyclePlan& lifecycle, const model::CohortPlan& cohort) {
  std::string out;
  for (const model::MomentPlan& moment : lifecycle.moments) {
    out += fmt::format("moment {} when {}\n", moment.name, moment.condition.canonical);
  }
  if (lifecycle.pause && lifecycle.pause_policy != model::PausePolicy::none) {
    out += fmt::format("paused while {}{}\n", lifecycle.pause->canonical,
                       lifecycle.pause_policy == model::PausePolicy::restart ? ", then anew" : "");
  }
  return out + (cohort.during
                    ? fmt::format("while {}\n", cohort.during->canonical)
                    : fmt::format("at {}\n",
                                  lifecycle.moments[static_cast<std::size_t>(cohort.moment)].name));
}

// Whether the calendar decides what the cube holds.
bool reads_calendar(const model::CubePlan& cube, const model::Plan& plan) {
  const model::StreamPlan& source = plan.source_of(cube.stream, cube.lifecycle);
  std::vector<const model::Expression*> deciding;
  for (const model::Slot& slot : cube.slots) {
    if (slot.filter >= 0)
      deciding.push_back(&source.filters[static_cast<std::size_t>(slot.filter)]);
    if (slot.value >= 0) deciding.push_back(&source.values[static_cast<std::size_t>(slot.value)]);
  }
  if (cube.lifecycle >= 0) {
    const model::LifecyclePlan& life = plan.lifecycles[static_cast<std::size_t>(cube.lifecycle)];
    const model::CohortPlan& cohort = life.cohorts[static_cast<std::size_t>(cube.cohort)];
    for (const model::MomentPlan& moment : life.moments) deciding.push_back(&moment.condition);
    if (cohort.during) deciding.push_back(&*cohort.during);
  }
  return std::any_of(deciding.begin(), deciding.end(), [](const model::Expression* expression) {
    return model::working_time_in(*expression) != nullptr;
  });
}

// Whether the tree of units at a contribution's time decides its group: not of what stands.
bool rolls_up_by_own_time(const model::CubePlan& cube, const model::Plan& plan) {
  if (cube.lifecycle >= 0) {
    const model::LifecyclePlan& life = plan.lifecycles[static_cast<std::size_t>(cube.lifecycle)];
    if (life.cohorts[static_cast<std::size_t>(cube.cohort)].during) return false;
  }
  return std::any_of(cube.dimensions.begin(), cube.dimensions.end(), [](const auto& dimension) {
    return dimension.type.kind == model::TypeKind::unit;
  });
}

}  // namespace

std::string slot_text(const model::Slot& slot, const model::StreamPlan& stream) {
  std::string out(kind_name(slot.kind));
  if (slot.value >= 0) {
    const model::Expression& value = stream.values[static_cast<std::size_t>(slot.value)];
    out += fmt::format(" of {}: {}", value.canonical, type_name(value.type));
  }
  if (slot.filter >= 0) {
    out += " where " + stream.filters[static_cast<std::size_t>(slot.filter)].canonical;
  }
  return out;
}

std::string definition_of(const model::CubePlan& cube, const model::Plan& plan) {
  std::string out = stream_text(plan.streams[static_cast<std::size_t>(cube.stream)], plan);
  if (cube.lifecycle >= 0) {
    const model::LifecyclePlan& lifecycle =
        plan.lifecycles[static_cast<std::size_t>(cube.lifecycle)];
    out += lifecycle.definition +
           cohort_text(lifecycle, lifecycle.cohorts[static_cast<std::size_t>(cube.cohort)]);
  }
  for (const model::Dimension& dimension : cube.dimensions) out += "by " + dimension.name + "\n";
  if (rolls_up_by_own_time(cube, plan)) {
    for (const model::CivilDay turn : plan.units.turns()) {
      out += "units move " + model::format_day(turn) + "\n";
    }
  }
  for (const model::TierPlan& tier : cube.tiers) {
    out += fmt::format("tier {} width {} phase {}\n", static_cast<int>(tier.tier), tier.width_ms,
                       tier.phase_ms);
  }
  const model::StreamPlan& source = plan.source_of(cube.stream, cube.lifecycle);
  for (const model::Slot& slot : cube.slots) {
    out += fmt::format("slot {} {}\n", slot.word, slot_text(slot, source));
  }
  if (plan.calendar && reads_calendar(cube, plan)) out += plan.calendar->definition(plan.units);
  return out;
}

std::string definition_of(const model::LifecyclePlan& lifecycle, const model::Plan& plan) {
  const model::StreamPlan& stream = plan.streams[static_cast<std::size_t>(lifecycle.stream)];
  std::string out = fmt::format("lives {} of {} topic {} by {} kept {} lateness {} zone {}\n",
                                lifecycle.id, stream.id, stream.topic,
                                stream.fields[static_cast<std::size_t>(lifecycle.key)].name,
                                lifecycle.keep_ms, stream.lateness_ms, plan.zone.name());
  for (const model::FieldPlan& field : stream.fields) out += "keeps " + field_text(field);
  return out;
}

}  // namespace ioc::catalog
