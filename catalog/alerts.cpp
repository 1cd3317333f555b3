#include "catalog/alerts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "catalog/nearest.h"
#include "model/query.h"

namespace ioc::catalog {
namespace {

using model::TargetState;

constexpr Key kAlertKeys[] = {
    {"id", Shape::text, Need::required},
    {"target", Shape::text},
    {"when", Shape::texts},
    {"days_left", Shape::integer},
    {"stream", Shape::text},
    {"silent", Shape::text},
    {"for", Shape::text},
    {"clear", Shape::text},
    {"severity", Shape::text},
    {"name", Shape::name},
    {"description", Shape::name},
    {"owner", Shape::name},
    {"runbook", Shape::text},
    {"note", Shape::name},
};
constexpr std::array kStates = {TargetState::no_data, TargetState::met,     TargetState::on_pace,
                                TargetState::behind,  TargetState::lagging, TargetState::missed};
constexpr std::uint32_t bit_of(TargetState state) {
  return std::uint32_t{1} << static_cast<unsigned>(state);
}
constexpr std::uint32_t kStatesByDefault =
    bit_of(TargetState::lagging) | bit_of(TargetState::missed);
constexpr std::int64_t kClearMsByDefault = 5 * 60'000;
constexpr std::int64_t kDaysLeftMax = 1000;

class AlertReader {
 public:
  AlertReader(const toml::table& table, const Source& source, const AlertGround& ground,
              Report& report)
      : ground_(ground), report_(report), table_(table, source, "[[alert]]", kAlertKeys, report) {}

  std::optional<AlertDeclaration> run() {
    const std::optional<Text> id = table_.text("id");
    if (!id || !check_id(*id, report_)) good_ = false;
    if (id) out_.plan.id = id->value;
    out_.plan.name = table_.name("name");
    out_.plan.description = table_.name("description");
    out_.plan.owner = table_.name("owner");
    if (const auto runbook = table_.text("runbook")) out_.plan.runbook = runbook->value;
    read_severity();
    read_subject();
    out_.plan.for_ms = span("for", 0);
    out_.plan.clear_ms = span("clear", kClearMsByDefault);
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  void read_severity() {
    out_.plan.severity = "warning";
    const std::optional<Text> severity = table_.text("severity");
    if (!severity) return;
    const std::vector<std::string> known = {"critical", "info", "warning"};
    if (std::find(known.begin(), known.end(), severity->value) == known.end()) {
      return fault(severity->place, "unknown-name",
                   fmt::format("unknown severity '{}'", severity->value),
                   suggestion(severity->value, known));
    }
    out_.plan.severity = severity->value;
  }

  void read_subject() {
    const std::optional<Text> target = table_.text("target"), stream = table_.text("stream");
    if (table_.is_written("target") == table_.is_written("stream")) {
      const bool both = table_.is_written("target");
      return fault(both ? table_.value_place("stream") : table_.place(),
                   both ? "bad-value" : "missing-key",
                   both ? "`target` and `stream` stand side by side"
                        : "what is the alert of? It has no `target` and no `stream`",
                   "target = \"…\", or stream = \"…\" with silent = \"30m\"");
    }
    if (target) read_target(*target);
    if (stream) read_stream(*stream);
    if (!target && !stream) good_ = false;
  }

  void read_target(const Text& target) {
    out_.target = known(target, "target", ground_.targets);
    refuse("silent", "an alert of a target");
    if (table_.is_written("when") && table_.is_written("days_left")) {
      fault(table_.value_place("days_left"), "bad-value",
            "`when` and `days_left` stand side by side", "make two alerts of them");
    }
    out_.plan.states = kStatesByDefault;
    if (table_.is_written("when")) {
      out_.plan.states = 0;
      const std::vector<Text> states = table_.texts("when");
      for (const Text& state : states) out_.plan.states |= state_of(state);
      if (states.empty() && table_.has("when")) {
        fault(table_.value_place("when"), "bad-value", "it never fires: `when` is empty",
              "when = [\"lagging\"]; without `when` it is of targets that lag or are missed");
      }
      if (out_.plan.states == 0) good_ = false;
    }
    if (const auto days = table_.integer("days_left")) {
      if (*days < 0 || *days > kDaysLeftMax) {
        fault(table_.value_place("days_left"), "bad-value",
              fmt::format("'days_left' is from 0 to {}, not {}", kDaysLeftMax, *days),
              "working days to the target's deadline");
      }
      out_.plan.days_left = *days;
    }
  }

  std::uint32_t state_of(const Text& text) {
    std::vector<std::string> names;
    for (const TargetState state : kStates) {
      if (name_of(state) == text.value) return bit_of(state);
      names.emplace_back(name_of(state));
    }
    fault(text.place, "unknown-name", fmt::format("a target has no state '{}'", text.value),
          suggestion(text.value, names));
    return 0;
  }

  void read_stream(const Text& stream) {
    out_.stream = known(stream, "stream", ground_.streams);
    refuse("when", "an alert of a stream");
    refuse("days_left", "an alert of a stream");
    if (!table_.is_written("silent")) {
      return fault(table_.place(), "missing-key", "how long may the stream be silent?",
                   "silent = \"30m\", of working time where the calendar has hours");
    }
    out_.plan.silent_ms = span("silent", 0);
  }

  std::string known(const Text& name, std::string_view kind, const std::set<std::string>& ids) {
    if (ids.contains(name.value)) return name.value;
    const std::string help = suggestion(name.value, {ids.begin(), ids.end()});
    good_ = false;
    if (ground_.all_files_parsed || help.starts_with("did you mean")) {
      fault(name.place, "unknown-name", fmt::format("unknown {} '{}'", kind, name.value), help);
    }
    return {};
  }

  void refuse(std::string_view key, std::string_view where) {
    if (!table_.is_written(key)) return;
    fault(table_.value_place(key), "bad-value", fmt::format("{} has no '{}'", where, key),
          "leave it out");
  }

  std::int64_t span(std::string_view key, std::int64_t otherwise) {
    const std::optional<Text> text = table_.text(key);
    if (!text) return otherwise;
    if (const auto ms = model::parse_span_ms(text->value)) return *ms;
    fault(text->place, "bad-span", fmt::format("'{}' is not a length of time", text->value),
          "write 10m, 2h or 1d");
    return otherwise;
  }

  void fault(const Place& place, std::string code, std::string text, std::string help) {
    report_.error(place, std::move(code), std::move(text), std::move(help));
    good_ = false;
  }

  const AlertGround& ground_;
  Report& report_;
  const Table table_;
  AlertDeclaration out_;
  bool good_ = true;
};

}  // namespace

std::optional<AlertDeclaration> read_alert(const toml::table& table, const Source& source,
                                           const AlertGround& ground, Report& report) {
  return AlertReader(table, source, ground, report).run();
}

}  // namespace ioc::catalog
