#include "app/explain.h"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>

#include "app/catalog_files.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "model/digest.h"

namespace ioc::app {

using nlohmann::ordered_json;

namespace {

std::string span_text(std::int64_t ms) {
  for (const auto& [unit, name] : {std::pair{model::kDayMs, "d"},
                                   {model::kHourMs, "h"},
                                   {model::kMinuteMs, "m"},
                                   {model::kSecondMs, "s"}}) {
    if (ms % unit == 0) return fmt::format("{}{}", ms / unit, name);
  }
  return fmt::format("{}ms", ms);
}

std::string tier_text(const model::TierPlan& tier) {
  const std::string width =
      tier.tier == model::Tier::day ? "one local day" : span_text(tier.width_ms);
  return fmt::format("panes of {}, kept {}", width,
                     tier.keep_ms == 0 ? "for good" : span_text(tier.keep_ms));
}

std::string_view slot_name(model::SlotKind kind) {
  switch (kind) {
    case model::SlotKind::count: return "count";
    case model::SlotKind::sum: return "sum";
    case model::SlotKind::minimum: return "minimum";
    case model::SlotKind::maximum: return "maximum";
    case model::SlotKind::distinct: return "different values";
    case model::SlotKind::latest: return "the latest";
  }
  return "";
}

// A row for each unit or bin beside each group, or a digest beside each row; its cost and its
// error.
std::string sketch_text(const model::CubePlan& cube) {
  if (cube.has_digests()) {
    return cube.digest_kind() == model::SlotKind::distinct
               ? fmt::format(
                     "exact up to {} values, 8 bytes each; then {} bytes and a standard "
                     "error of 1.6 %",
                     model::kDistinctExactMax, model::kDistinctRegisters)
               : "the latest value with its time, id and source";
  }
  const model::Dimension& hidden = cube.dimensions.back();
  return hidden.sketch == model::Sketch::bins
             ? hidden.name + ", at most 64 for each power of two; a quantile is within 0.8 %"
             : hidden.name + ", a row each and exact";
}

// What a row takes; of what has no bound, such as texts, nothing is said.
std::int64_t row_bytes_max(const model::CubePlan& cube) {
  const bool counts_distinct =
      cube.has_digests() && cube.digest_kind() == model::SlotKind::distinct;
  return std::int64_t{cube.row_words} * 8 +
         (counts_distinct ? std::int64_t{model::kDistinctRegisters} : 0);
}

std::string slot_text(const model::StreamPlan& stream, const model::Slot& slot) {
  std::string text(slot_name(slot.kind));
  if (slot.value >= 0) {
    text += " of " + stream.values[static_cast<std::size_t>(slot.value)].canonical;
  }
  if (slot.filter >= 0) {
    text += " where " + stream.filters[static_cast<std::size_t>(slot.filter)].canonical;
  }
  return text;
}

// The numbers of the fields that decide this indicator's figures: its slots', its dimensions', and
// that of the event's time. Others that share the cube read their own.
std::set<int> fields_read(const model::StreamPlan& stream, const model::CubePlan& cube,
                          const std::set<int>& own_slots) {
  std::set<int> fields;
  for (const int number : own_slots) {
    const model::Slot& slot = cube.slots[static_cast<std::size_t>(number)];
    if (slot.filter >= 0)
      add_fields_of(stream.filters[static_cast<std::size_t>(slot.filter)], fields);
    if (slot.value >= 0) add_fields_of(stream.values[static_cast<std::size_t>(slot.value)], fields);
  }
  for (const model::Dimension& dimension : cube.dimensions) {
    if (dimension.field >= 0) fields.insert(dimension.field);
    if (dimension.value >= 0) {
      add_fields_of(stream.values[static_cast<std::size_t>(dimension.value)], fields);
    }
  }
  if (stream.time_field >= 0) fields.insert(stream.time_field);
  return fields;
}

// What of the calendar decides this indicator's figures; null when they never ask for working time.
ordered_json calendar_read(const model::Plan& plan, const model::IndicatorPlan& indicator,
                           const std::set<int>& own_slots) {
  const model::StreamPlan& source = plan.source_of(indicator.stream, indicator.lifecycle);
  const model::CubePlan& cube = plan.cubes[static_cast<std::size_t>(indicator.cube)];
  const model::Expression* asks = nullptr;
  const auto look_in = [&](const model::Expression& expression) {
    if (asks == nullptr) asks = model::working_time_in(expression);
  };
  for (const int number : own_slots) {
    const model::Slot& slot = cube.slots[static_cast<std::size_t>(number)];
    if (slot.filter >= 0) look_in(source.filters[static_cast<std::size_t>(slot.filter)]);
    if (slot.value >= 0) look_in(source.values[static_cast<std::size_t>(slot.value)]);
  }
  if (indicator.lifecycle >= 0) {
    const auto& life = plan.lifecycles[static_cast<std::size_t>(indicator.lifecycle)];
    for (const model::MomentPlan& moment : life.moments) look_in(moment.condition);
    const auto& cohort = life.cohorts[static_cast<std::size_t>(indicator.cohort)];
    if (cohort.during) look_in(*cohort.during);
  }
  if (asks == nullptr) return nullptr;
  const model::WorkRules& rules = plan.calendar->rules();
  const std::string whose =
      asks->index < 0 ? "unit " + plan.units.at(plan.root_unit).code
                      : "each event's " + source.fields[static_cast<std::size_t>(asks->index)].name;
  return {{"hours_of", whose},
          {"known_from", model::format_day(rules.own.at(rules.root).front().from)},
          {"days_off", rules.holidays.size()},
          {"swapped_days", rules.swaps.size()}};
}

// Panes of a tier that are kept and hold rows, at most; days are reckoned for ten years.
std::int64_t panes_kept(const model::TierPlan& tier) {
  if (tier.tier == model::Tier::day) return 3653;
  return tier.keep_ms / tier.width_ms + 1;
}

std::string_view pause_name(model::PausePolicy policy) {
  switch (policy) {
    case model::PausePolicy::resume: return "resume";
    case model::PausePolicy::restart: return "restart";
    case model::PausePolicy::none: return "none";
  }
  return "";
}

// Of one of these names.
std::string_view pause_words(std::string_view policy) {
  if (policy == "restart") return "begins anew after each time in which";
  if (policy == "none") return "goes on, although there is a pause while";
  return "stands still while";
}

// What a life is, and when it contributes.
ordered_json life_of(const model::Plan& plan, const model::IndicatorPlan& indicator) {
  const model::LifecyclePlan& lifecycle =
      plan.lifecycles[static_cast<std::size_t>(indicator.lifecycle)];
  const model::CohortPlan& cohort = lifecycle.cohorts[static_cast<std::size_t>(indicator.cohort)];
  ordered_json out{{"lifecycle", lifecycle.id},
                   {"key", lifecycle.state.fields[static_cast<std::size_t>(lifecycle.key)].name}};
  if (cohort.during) {
    out["contributes"] = "while " + cohort.during->canonical;
  } else {
    out["contributes"] = "at " + lifecycle.moments[static_cast<std::size_t>(cohort.moment)].name;
  }
  out["keep"] = span_text(lifecycle.keep_ms);
  if (lifecycle.pause) {
    out["paused_while"] = lifecycle.pause->canonical;
    out["pause"] = pause_name(lifecycle.pause_policy);
  }
  out["moments"] = ordered_json::array();
  for (const model::MomentPlan& moment : lifecycle.moments) {
    out["moments"].push_back({{"name", moment.name}, {"when", moment.condition.canonical}});
  }
  return out;
}

// A formula keeps nothing of its own: it is told by what it is made of.
ordered_json formula_explanation(const model::Plan& plan, const model::IndicatorPlan& indicator) {
  ordered_json out;
  out["indicator"] = indicator.id;
  out["name"] = {{"vi", indicator.name.vi}, {"en", indicator.name.en}};
  out["computed"] = indicator.description;
  out["of"] = ordered_json::array();
  for (const int operand : indicator.formula->operands) {
    const auto& of = plan.indicators[static_cast<std::size_t>(operand)];
    out["of"].push_back({{"indicator", of.id}, {"computed", of.description}});
  }
  out["by"] = ordered_json::array();
  for (const model::Dimension& dimension : plan.cube_of(indicator).by()) {
    out["by"].push_back(dimension.name);
  }
  out["windows"] = ordered_json::array();
  for (const model::WindowPlan& window : indicator.windows) {
    out["windows"].push_back({{"window", window.text}});
  }
  return out;
}

std::string formula_in_words(const ordered_json& out) {
  std::string words =
      fmt::format("{} - {} ({})\n  computed   {}\n", out["indicator"].get<std::string>(),
                  out["name"]["vi"].get<std::string>(), out["name"]["en"].get<std::string>(),
                  out["computed"].get<std::string>());
  for (const auto& of : out["of"]) {
    words += fmt::format("  of         {}: {}\n", of["indicator"].get<std::string>(),
                         of["computed"].get<std::string>());
  }
  std::string by;
  for (const auto& name : out["by"]) by += (by.empty() ? "" : ", ") + name.get<std::string>();
  words += fmt::format("  by         {}\n", by.empty() ? "nothing: one figure for all" : by);
  for (const auto& window : out["windows"]) {
    words += fmt::format("  window     {}: final once it is for each of these\n",
                         window["window"].get<std::string>());
  }
  return words + "  memory     none of its own\n";
}

// As RFC 6901 writes it.
std::string pointer_text(const std::vector<std::string>& steps) {
  std::string text;
  for (const std::string& step : steps) {
    text += '/';
    for (const char c : step) {
      if (c == '~') {
        text += "~0";
      } else if (c == '/') {
        text += "~1";
      } else {
        text += c;
      }
    }
  }
  return text;
}

ordered_json explanation(const model::Plan& plan, const model::IndicatorPlan& indicator) {
  const model::StreamPlan& stream = plan.streams[static_cast<std::size_t>(indicator.stream)];
  const model::CubePlan& cube = plan.cubes[static_cast<std::size_t>(indicator.cube)];
  const model::StreamPlan& source = plan.source_of(indicator.stream, indicator.lifecycle);
  ordered_json out;
  out["indicator"] = indicator.id;
  out["name"] = {{"vi", indicator.name.vi}, {"en", indicator.name.en}};
  out["computed"] = indicator.description;
  out["stream"] = {{"id", stream.id},
                   {"topic", stream.topic},
                   {"lateness", span_text(stream.lateness_ms)},
                   {"final_after", span_text(stream.settle_ms)}};
  std::set<int> own_slots = {indicator.count_slot, indicator.value_slot};
  own_slots.erase(-1);
  if (indicator.lifecycle >= 0) out["life"] = life_of(plan, indicator);
  out["fields"] = ordered_json::array();
  for (const int number : fields_read(source, cube, own_slots)) {
    const model::FieldPlan& field = source.fields[static_cast<std::size_t>(number)];
    if (field.pointer.empty()) continue;  // a moment: its own line says what it asks
    out["fields"].push_back({{"name", field.name}, {"pointer", pointer_text(field.pointer)}});
  }
  const ordered_json calendar = calendar_read(plan, indicator, own_slots);
  if (!calendar.is_null()) out["calendar"] = calendar;
  ordered_json groups = ordered_json::array();
  for (const model::Dimension& dimension : cube.dimensions) {
    if (dimension.field >= 0) groups.push_back(dimension.name);
  }
  out["by"] = groups;
  if (cube.has_parts()) out["sketch"] = sketch_text(cube);
  for (const model::WindowPlan& window : indicator.windows) {
    const model::TierPlan& tier = cube.tiers[static_cast<std::size_t>(window.tier)];
    out["windows"].push_back({{"window", window.text}, {"merges", tier_text(tier)}});
  }
  const std::int64_t row_bytes = row_bytes_max(cube);
  ordered_json slots = ordered_json::array();
  for (std::size_t i = 0; i < cube.slots.size(); ++i) {
    slots.push_back({{"keeps", slot_text(source, cube.slots[i])},
                     {"own", own_slots.contains(static_cast<int>(i))}});
  }
  ordered_json shared = ordered_json::array();
  for (const model::IndicatorPlan& other : plan.indicators) {
    if (other.cube == indicator.cube) shared.push_back(other.id);
  }
  const bool single_unit = cube.dimensions.size() == 1 && cube.dimensions[0].field >= 0 &&
                           cube.dimensions[0].type.kind == model::TypeKind::unit;
  std::int64_t panes = 0;
  bool has_instants = false;  // of a standing count: a row an instant at which something changes
  for (const model::TierPlan& tier : cube.tiers) {
    has_instants = has_instants || tier.width_ms == 1;
    if (tier.width_ms != 1) panes += panes_kept(tier);
  }
  const std::int64_t groups_bound = cube.dimensions.empty() ? 1
                                    : single_unit
                                        ? static_cast<std::int64_t>(plan.units.all().size())
                                        : 0;
  ordered_json memory{{"bytes_a_row", row_bytes}, {"panes_kept_at_most", panes}};
  if (has_instants)
    memory["and"] = "a row for each instant at which something changes, for two days";
  if (groups_bound > 0) {
    memory["groups_at_most"] = groups_bound;
    memory["bytes_at_most"] = row_bytes * panes * groups_bound;
  }
  if (stream.remembers_ids) {
    memory["bytes_an_event_remembered"] =
        fmt::format("16 to 37, for {} of event time (duplicates)", span_text(stream.lateness_ms));
  }
  out["cube"] = {{"slots", slots}, {"shared_with", shared}, {"memory", memory}};
  return out;
}

std::string in_words(const ordered_json& out) {
  std::string words;
  const auto line = [&]<class... Args>(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(words), format, std::forward<Args>(args)...);
    words += '\n';
  };
  line("{} - {} ({})", out["indicator"].get<std::string>(), out["name"]["vi"].get<std::string>(),
       out["name"]["en"].get<std::string>());
  line("  computed   {}", out["computed"].get<std::string>());
  line(
      "  from       stream {}, topic {}; an event may be {} late, a window is final {} after "
      "its end",
      out["stream"]["id"].get<std::string>(), out["stream"]["topic"].get<std::string>(),
      out["stream"]["lateness"].get<std::string>(),
      out["stream"]["final_after"].get<std::string>());
  if (out.contains("life")) {
    const auto& life = out["life"];
    line("  of         lives of lifecycle {}, known by {}; each contributes {}",
         life["lifecycle"].get<std::string>(), life["key"].get<std::string>(),
         life["contributes"].get<std::string>());
    line(
        "  keep       a life ends at the first midnight {} after its last event: what stands then "
        "ends, an event from then on begins a new life of the same {}",
        life["keep"].get<std::string>(), life["key"].get<std::string>());
    if (life.contains("paused_while")) {
      line("  pause      its working time {} {}", pause_words(life["pause"].get<std::string>()),
           life["paused_while"].get<std::string>());
    }
    for (const auto& moment : life["moments"]) {
      line("  moment     {}: the first event after which {}", moment["name"].get<std::string>(),
           moment["when"].get<std::string>());
    }
  }
  for (const auto& field : out["fields"]) {
    line("  reads      {} at {}", field["name"].get<std::string>(),
         field["pointer"].get<std::string>());
  }
  if (out.contains("calendar")) {
    const auto& calendar = out["calendar"];
    line("  calendar   working hours of {}, known from {}; {} days off, {} swapped",
         calendar["hours_of"].get<std::string>(), calendar["known_from"].get<std::string>(),
         calendar["days_off"].get<std::size_t>(), calendar["swapped_days"].get<std::size_t>());
  }
  std::string by;
  for (const auto& name : out["by"]) by += (by.empty() ? "" : ", ") + name.get<std::string>();
  line("  by         {}", by.empty() ? "nothing: one figure for all" : by);
  if (out.contains("sketch")) line("  sketch     {}", out["sketch"].get<std::string>());
  for (const auto& window : out["windows"]) {
    line("  window     {}: {}", window["window"].get<std::string>(),
         window["merges"].get<std::string>());
  }
  const auto& cube = out["cube"];
  for (const auto& slot : cube["slots"]) {
    line("  {}{}", slot["own"].get<bool>() ? "keeps      " : "beside it  ",
         slot["keeps"].get<std::string>());
  }
  std::string shared;
  for (const auto& id : cube["shared_with"]) {
    shared += (shared.empty() ? "" : ", ") + id.get<std::string>();
  }
  line("  cube       shared by {}", shared);
  for (const auto& [name, value] : cube["memory"].items()) {
    line("  memory     {}: {}", name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return words;
}

}  // namespace

int explain(const std::string& indicator, const std::string& directory, bool json) {
  auto plan = load_plan(directory);
  if (!plan) return report(plan.error());
  const auto found = std::find_if(plan->indicators.begin(), plan->indicators.end(),
                                  [&](const auto& candidate) { return candidate.id == indicator; });
  if (found == plan->indicators.end()) {
    std::string known;
    for (const auto& candidate : plan->indicators) {
      known += (known.empty() ? "" : ", ") + candidate.id;
    }
    return report(
        {model::ErrorCode::usage, "there is no such indicator; there are: " + known, indicator});
  }
  const bool is_formula = found->formula.has_value();
  const ordered_json out =
      is_formula ? formula_explanation(*plan, *found) : explanation(*plan, *found);
  const model::Status written = write_data(json         ? out.dump(2) + '\n'
                                           : is_formula ? formula_in_words(out)
                                                        : in_words(out));
  return written ? kExitOk : report(written.error());
}

}  // namespace ioc::app
