#include "catalog/cases.h"

#include <fmt/core.h>

#include "catalog/case_events.h"
#include "catalog/case_figures.h"
#include "catalog/case_values.h"
#include "catalog/figure_names.h"
#include "catalog/nearest.h"
#include "catalog/schema.h"

namespace ioc::catalog {
namespace {

constexpr Key kTestKeys[] = {
    {"name", Shape::text, Need::required},
    {"events", Shape::tables, Need::required},
    {"until", Shape::any},
    {"expect", Shape::tables},
    {"absent", Shape::tables},
    {"targets", Shape::tables},
    {"refused", Shape::tables},
    {"duplicates", Shape::integer},
    // What the entries of this test share.
    {"stream", Shape::text},
    {"data", Shape::table},
    {"indicator", Shape::text},
    {"window", Shape::text},
    // For people only.
    {"description", Shape::name},
    {"note", Shape::name},
};
constexpr Key kCaseTargetKeys[] = {
    {"target", Shape::text, Need::required},
    {"unit", Shape::text},
    {"state", Shape::text, Need::required},
    {"held", Shape::flag},
};
constexpr Key kRefusedKeys[] = {
    {"reason", Shape::text, Need::required},
    {"stream", Shape::text},
    {"count", Shape::integer},
};

Position position_of(const Place& place) {
  return {place.source->path(), place.mark.line, place.mark.column};
}

class CaseReader {
 public:
  CaseReader(const toml::table& table, const Source& source, const CaseGround& ground,
             Report& report)
      : source_(source),
        ground_(ground),
        report_(report),
        table_(table, source, "[[test]]", kTestKeys, report) {}

  Case run() {
    if (const auto name = table_.text("name")) out_.name = name->value;
    out_.position = position_of(table_.place());
    if (const toml::node* until = table_.node("until")) {
      out_.until = CaseValues(source_, *ground_.zone, report_).instant(*until);
    }
    out_.events = read_case_events(table_, source_, ground_, report_);
    out_.figures = read_case_figures(table_, source_, ground_, report_);
    for (const toml::table* target : table_.tables("targets")) read_target(*target);
    for (const toml::table* refused : table_.tables("refused")) read_refused(*refused);
    if (table_.is_written("duplicates")) out_.duplicates = count_of(table_, "duplicates");
    expect_something();
    return std::move(out_);
  }

 private:
  void read_target(const toml::table& written) {
    const Table table(written, source_, "a target of [[test]]", kCaseTargetKeys, report_);
    CaseTarget target;
    target.position = position_of(table.place());
    if (const auto id = table.text("target")) {
      target.target = id->value;
      if (!ground_.targets.contains(id->value)) {
        report_.error(id->place, "unknown-name", fmt::format("unknown target '{}'", id->value),
                      suggestion(id->value, {ground_.targets.begin(), ground_.targets.end()}));
      }
    }
    if (const auto unit = table.text("unit")) {
      target.unit = unit->value;
      (void)find_unit(*unit, *ground_.units, report_);
    }
    if (const auto state = table.text("state")) read_state(*state, target);
    if (table.is_written("held")) target.is_held = table.flag("held");
    out_.targets.push_back(std::move(target));
  }

  void read_state(const Text& text, CaseTarget& target) {
    std::vector<std::string> valid;
    for (int i = 0; i <= static_cast<int>(model::TargetState::missed); ++i) {
      const auto state = static_cast<model::TargetState>(i);
      if (name_of(state) == text.value) {
        target.state = state;
        return;
      }
      valid.emplace_back(name_of(state));
    }
    report_.error(text.place, "unknown-name", fmt::format("unknown state '{}'", text.value),
                  suggestion(text.value, valid));
  }

  void read_refused(const toml::table& written) {
    const Table table(written, source_, "a refusal of [[test]]", kRefusedKeys, report_);
    CaseRefusals refused;
    refused.position = position_of(table.place());
    if (const auto stream = table.text("stream")) {
      refused.stream = ground_.stream_of(*stream, report_);
    }
    if (table.is_written("count")) refused.count = count_of(table, "count");
    if (const auto reason = table.text("reason")) read_reason(*reason, refused);
    out_.refused.push_back(std::move(refused));
  }

  void read_reason(const Text& text, CaseRefusals& refused) {
    for (std::size_t i = 0; i < model::kReasonCount; ++i) {
      if (model::kReasonNames[i] != text.value) continue;
      refused.reason = static_cast<model::Reason>(i);
      if (refused.reason != model::Reason::time_ahead) return;
      report_.error(text.place, "bad-value", "events of a test have no Kafka timestamp",
                    "nothing is ahead of it, so nothing is refused as time_ahead");
      return;
    }
    std::vector<std::string> valid;
    for (const std::string_view name : model::kReasonNames) valid.emplace_back(name);
    report_.error(text.place, "unknown-name", fmt::format("unknown reason '{}'", text.value),
                  suggestion(text.value, valid));
  }

  std::uint64_t count_of(const Table& table, std::string_view key) {
    const std::int64_t count = table.integer(key).value_or(0);
    if (count < 0) {
      report_.error(table.value_place(key), "bad-value", fmt::format("'{}' is below zero", key));
      return 0;
    }
    return static_cast<std::uint64_t>(count);
  }

  void expect_something() {
    for (const char* key : {"expect", "absent", "targets", "refused", "duplicates"}) {
      if (table_.is_written(key)) return;
    }
    report_.error(table_.place(), "missing-key", "a [[test]] that expects nothing",
                  "expect, absent, targets, refused or duplicates");
  }

  const Source& source_;
  const CaseGround& ground_;
  Report& report_;
  const Table table_;
  Case out_;
};

}  // namespace

std::string to_string(const Position& position) {
  return fmt::format("{}:{}:{}", position.file, position.line, position.column);
}

int CaseGround::stream_of(const Text& name, Report& report) const {
  std::vector<std::string> valid;
  for (std::size_t i = 0; i < streams->size(); ++i) {
    valid.push_back((*streams)[i].plan.id);
    if (valid.back() == name.value) return static_cast<int>(i);
  }
  const std::string help = suggestion(name.value, valid);
  if (all_files_parsed || help.starts_with("did you mean")) {
    report.error(name.place, "unknown-name", fmt::format("unknown stream '{}'", name.value), help);
  }
  return -1;
}

Case read_case(const toml::table& table, const Source& source, const CaseGround& ground,
               Report& report) {
  return CaseReader(table, source, ground, report).run();
}

}  // namespace ioc::catalog
