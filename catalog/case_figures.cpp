// A figure's numbers are compared as the text they are told in, so each is brought into that form
// here: an integer, the shortest double, an exact decimal, seconds for a length of time.
#include "catalog/case_figures.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "catalog/case_values.h"
#include "catalog/literals.h"
#include "catalog/nearest.h"

namespace ioc::catalog {
namespace {

using model::Measure;
using model::TypeKind;

constexpr Key kExpectKeys[] = {
    {"indicator", Shape::text}, {"window", Shape::text},   {"group", Shape::table},
    {"start", Shape::any},      {"end", Shape::any},       {"value", Shape::any},
    {"count", Shape::integer},  {"numerator", Shape::any}, {"denominator", Shape::any},
    {"empty", Shape::flag},
};
constexpr Key kAbsentKeys[] = {
    {"indicator", Shape::text}, {"window", Shape::text}, {"group", Shape::table},
    {"start", Shape::any},      {"end", Shape::any},
};

// What the value of an indicator is told as.
TypeKind told_as(const model::IndicatorPlan& plan) {
  switch (plan.measure) {
    case Measure::count:
    case Measure::distinct: return TypeKind::integer;
    case Measure::share:
    case Measure::formula:
    case Measure::coverage: return TypeKind::decimal;
    case Measure::silence: return TypeKind::duration;
    default: return plan.value_type.kind;
  }
}

class FigureReader {
 public:
  FigureReader(const Table& test, const Source& source, const CaseGround& ground, Report& report)
      : test_(test),
        source_(source),
        ground_(ground),
        report_(report),
        values_(source, *ground.zone, report) {}

  std::vector<CaseFigure> run() {
    for (const toml::table* written : test_.tables("expect")) {
      const Table table(*written, source_, "an expectation of [[test]]", kExpectKeys, report_);
      read(table, false);
    }
    for (const toml::table* written : test_.tables("absent")) {
      const Table table(*written, source_, "an absent figure of [[test]]", kAbsentKeys, report_);
      read(table, true);
    }
    return std::move(out_);
  }

 private:
  void read(const Table& table, bool is_absent) {
    CaseFigure figure;
    figure.is_absent = is_absent;
    figure.position = {source_.path(), table.place().mark.line, table.place().mark.column};
    const CaseIndicator* indicator = find_indicator(table);
    if (indicator == nullptr) return;
    figure.indicator = indicator->plan->id;
    read_window(table, *indicator, figure);
    read_group(table, *indicator, figure);
    if (const toml::node* start = table.node("start")) figure.start = values_.instant(*start);
    if (const toml::node* end = table.node("end")) figure.end = values_.instant(*end);
    if (!is_absent) read_numbers(table, *indicator->plan, figure);
    out_.push_back(std::move(figure));
  }

  std::optional<Text> own_or_common(const Table& table, std::string_view key) {
    if (table.is_written(key)) return table.text(key);
    if (!test_.is_written(key)) {
      report_.error(table.place(), "missing-key", fmt::format("a figure needs its {}", key),
                    fmt::format("give it one, or `{} = \"…\"` to the whole test", key));
    }
    return test_.text(key);
  }

  // What the whole test says of a figure is told once, not for each figure that it is wrong of.
  bool is_told_again(const Table& table, std::string_view key, const std::string& of) {
    return !table.is_written(key) && !told_.emplace(key, of).second;
  }

  const CaseIndicator* find_indicator(const Table& table) {
    const std::optional<Text> name = own_or_common(table, "indicator");
    if (!name || ground_.broken_indicators.contains(name->value)) return nullptr;
    std::vector<std::string> valid(ground_.broken_indicators.begin(),
                                   ground_.broken_indicators.end());
    for (const CaseIndicator& indicator : ground_.indicators) {
      if (indicator.plan->id == name->value) return &indicator;
      valid.push_back(indicator.plan->id);
    }
    std::sort(valid.begin(), valid.end());
    const std::string help = suggestion(name->value, valid);
    if (!is_told_again(table, "indicator", name->value) &&
        (ground_.all_files_parsed || help.starts_with("did you mean"))) {
      report_.error(name->place, "unknown-name", fmt::format("unknown indicator '{}'", name->value),
                    help);
    }
    return nullptr;
  }

  void read_window(const Table& table, const CaseIndicator& indicator, CaseFigure& figure) {
    const std::optional<Text> window = own_or_common(table, "window");
    if (!window) return;
    figure.window = window->value;
    std::vector<std::string> valid;
    for (const model::WindowPlan& plan : indicator.plan->windows) valid.push_back(plan.text);
    if (std::find(valid.begin(), valid.end(), window->value) != valid.end()) return;
    if (is_told_again(table, "window", indicator.plan->id)) return;
    report_.error(
        window->place, "unknown-name",
        fmt::format("indicator '{}' has no window '{}'", indicator.plan->id, window->value),
        suggestion(window->value, valid));
  }

  // Members in the order of `by`; of an absent figure the whole group may be left out.
  void read_group(const Table& table, const CaseIndicator& indicator, CaseFigure& figure) {
    const toml::table* group = table.table("group");
    if (group == nullptr && (figure.is_absent || table.is_written("group"))) return;
    std::vector<std::string> valid;
    std::vector<model::GroupMember> members;
    for (const model::FieldPlan* field : indicator.by) {
      valid.push_back(field->name);
      const toml::node* node = group == nullptr ? nullptr : group->get(field->name);
      if (node == nullptr) {
        report_.error(group == nullptr ? table.place() : table.value_place("group"), "missing-key",
                      fmt::format("the group needs '{}': indicator '{}' is by it", field->name,
                                  indicator.plan->id));
      } else if (const auto value = member(*node, *field)) {
        members.push_back({field->name, *value});
      }
    }
    figure.group = model::group_json(members);
    if (group == nullptr) return;
    for (const auto& [name, node] : members_of(*group, source_)) {
      if (std::find(valid.begin(), valid.end(), name.value) != valid.end()) continue;
      report_.error(name.place, "unknown-name",
                    fmt::format("indicator '{}' is not by '{}'", indicator.plan->id, name.value),
                    valid.empty() ? "it has no groups" : suggestion(name.value, valid));
    }
  }

  std::optional<std::string> member(const toml::node& node, const model::FieldPlan& field) {
    const TypeKind kind = field.type.kind;
    const bool fits = kind == TypeKind::integer   ? node.is_integer()
                      : kind == TypeKind::boolean ? node.is_boolean()
                                                  : node.is_string();
    if (!fits) {
      report_.error(place(node), "wrong-type",
                    fmt::format("'{}' is {}", field.name,
                                kind == TypeKind::integer   ? "an integer"
                                : kind == TypeKind::boolean ? "true or false"
                                                            : "a string"));
      return std::nullopt;
    }
    if (kind == TypeKind::unit && ground_.units->find(node.as_string()->get()) == model::kNoUnit) {
      std::vector<std::string> codes;
      for (const model::Unit& unit : ground_.units->all()) codes.push_back(unit.code);
      if (!codes.empty()) {
        report_.error(place(node), "unknown-name",
                      fmt::format("unknown unit '{}'", node.as_string()->get()),
                      suggestion(node.as_string()->get(), codes));
      }
    }
    return values_.json(node);
  }

  void read_numbers(const Table& table, const model::IndicatorPlan& plan, CaseFigure& figure) {
    const TypeKind kind = told_as(plan);
    const bool is_mean = plan.measure == Measure::mean;
    if (const toml::node* node = table.node("value")) figure.value = number(*node, kind);
    if (const toml::node* node = table.node("numerator")) {
      figure.numerator = number(*node, is_mean ? kind : TypeKind::integer);
    }
    if (const toml::node* node = table.node("denominator")) {
      figure.denominator = number(*node, TypeKind::integer);
    }
    if (const auto count = table.integer("count")) figure.count = std::to_string(*count);
    if (table.flag("empty")) {
      if (table.is_written("value")) {
        report_.error(table.value_place("empty"), "bad-value",
                      "`empty` is said of a figure without a value");
      }
      figure.value = "null";
    }
    for (const char* key : {"value", "numerator", "denominator", "count", "empty"}) {
      if (table.is_written(key)) return;
    }
    report_.error(table.place(), "missing-key", "nothing is expected of this figure",
                  "value, count, numerator, denominator or `empty = true`");
  }

  // The text a figure has this value as.
  std::optional<std::string> number(const toml::node& node, TypeKind kind) {
    switch (kind) {
      case TypeKind::text:
      case TypeKind::unit:
        if (node.is_string()) return values_.json(node);
        return wrong(node, "a string");
      case TypeKind::boolean:
        if (node.is_boolean()) return values_.json(node);
        return wrong(node, "true or false");
      case TypeKind::instant:
      case TypeKind::day: {
        const auto at = values_.instant(node);
        if (!at) return std::nullopt;
        return '"' + model::format_rfc3339(*at, *ground_.zone) + '"';
      }
      case TypeKind::duration:
        if (node.is_string()) return seconds(node);
        break;
      case TypeKind::integer:
      case TypeKind::decimal:
        if (node.is_string() && is_number(node.as_string()->get())) {
          return node.as_string()->get();
        }
        break;
    }
    if (node.is_integer() || node.is_floating_point()) return values_.json(node);
    return wrong(node, kind == TypeKind::duration ? "seconds, or a length of time as \"1h30m\""
                                                  : "a number");
  }

  std::optional<std::string> seconds(const toml::node& node) {
    const auto ms = span_or_zero_ms(node.as_string()->get());
    if (!ms) return wrong(node, "seconds, or a length of time as \"1h30m\"");
    return model::Decimal{*ms, 3}.to_string();
  }

  static bool is_number(const std::string& text) {
    const std::string digits = text.starts_with('-') ? text.substr(1) : text;
    return !digits.empty() && digits.find_first_not_of("0123456789.") == std::string::npos &&
           number_literal(digits).has_value();
  }

  std::nullopt_t wrong(const toml::node& node, std::string_view instead) {
    report_.error(place(node), "wrong-type",
                  fmt::format("the value of this indicator is {}", instead));
    return std::nullopt;
  }

  Place place(const toml::node& node) const { return place_of(source_, node.source()); }

  const Table& test_;
  const Source& source_;
  const CaseGround& ground_;
  Report& report_;
  const CaseValues values_;
  std::set<std::pair<std::string, std::string>> told_;  // keys of the test, and of which indicator
  std::vector<CaseFigure> out_;
};

}  // namespace

std::vector<CaseFigure> read_case_figures(const Table& test, const Source& source,
                                          const CaseGround& ground, Report& report) {
  return FigureReader(test, source, ground, report).run();
}

}  // namespace ioc::catalog
