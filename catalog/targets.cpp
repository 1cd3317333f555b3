#include "catalog/targets.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/figure_names.h"
#include "catalog/written_number.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

constexpr Key kTargetKeys[] = {
    {"id", Shape::text, Need::required},
    {"indicator", Shape::text, Need::required},
    {"window", Shape::text, Need::required},
    {"unit", Shape::text},
    {"each", Shape::text},
    {"at_least", Shape::any},
    {"at_most", Shape::any},
    {"before", Shape::date},
    {"by", Shape::date},
    {"baseline", Shape::table},
    {"near", Shape::any},
    {"back", Shape::any},
    {"hold", Shape::text},
    {"name", Shape::name},
    {"description", Shape::name},
    {"owner", Shape::name},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
};
constexpr Key kBaselineKeys[] = {
    {"value", Shape::any, Need::required},
    {"on", Shape::date, Need::required},
};

class TargetReader {
 public:
  TargetReader(const toml::table& table, const Source& source, const CaseGround& ground,
               Report& report)
      : source_(source),
        ground_(ground),
        report_(report),
        table_(table, source, "[[target]]", kTargetKeys, report) {}

  std::optional<TargetDeclaration> run() {
    const std::optional<Text> id = table_.text("id");
    if (!id || !check_id(*id, report_)) good_ = false;
    if (id) out_.plan.id = id->value;
    out_.plan.name = table_.name("name");
    read_indicator();
    read_units();
    read_limit();
    read_deadline();
    read_baseline();
    if (const toml::node* near = table_.node("near")) {
      out_.plan.near = number(*near);
      if (out_.plan.near->scaled < 0) {
        fault(table_.value_place("near"), "bad-value", "nothing is nearer than 0",
              "how far from the limit is still near it, as in near = 0.05");
      }
    }
    read_memory();
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  void read_indicator() {
    const std::optional<Text> name = table_.text("indicator");
    if (!name) return fail();
    out_.indicator = name->value;
    indicator_ = find_indicator(*name, ground_, report_);
    if (indicator_ == nullptr) return fail();
    if (!is_plain(*indicator_)) {
      fault(name->place, "bad-value",
            fmt::format("'{}' is by more than units: which figure is meant?", name->value),
            "set targets of indicators by units alone, or without groups");
    }
    const std::optional<Text> window = table_.text("window");
    if (!window) return fail();
    out_.plan.window = window->value;
    if (!knows_window(*indicator_, *window, report_)) fail();
  }

  void read_units() {
    const std::optional<Text> unit = table_.text("unit"), each = table_.text("each");
    if (unit && each) {
      fault(each->place, "bad-value", "`unit` and `each` stand side by side", "keep one of them");
    }
    if (unit) {
      out_.plan.unit = find_unit(*unit, *ground_.units, report_);
      if (out_.plan.unit == model::kNoUnit) fail();
    }
    if (each) {
      out_.plan.each = each->value;
      if (!knows_level(*each, *ground_.units, report_)) fail();
    }
    if (indicator_ == nullptr || !is_plain(*indicator_)) return;
    const bool needs = is_by_unit(*indicator_);
    if (needs && !unit && !each) {
      fault(table_.place(), "missing-key",
            fmt::format("whose target is it? '{}' is by units", out_.indicator),
            "unit = \"…\", or each = \"district\" for every unit of a level");
    }
    if (!needs && (unit || each)) {
      fault((unit ? unit : each)->place, "bad-value",
            fmt::format("'{}' is not by units", out_.indicator), "leave it out");
    }
  }

  void read_limit() {
    const toml::node* least = table_.node("at_least");
    const toml::node* most = table_.node("at_most");
    if ((least == nullptr) == (most == nullptr)) {
      const bool both = least != nullptr;
      return fault(both ? table_.value_place("at_most") : table_.place(),
                   both ? "bad-value" : "missing-key",
                   both ? "`at_least` and `at_most` stand side by side"
                        : "a target needs `at_least` or `at_most`",
                   "one of them, as in at_least = 0.30");
    }
    out_.plan.at_least = least != nullptr;
    out_.plan.limit = number(least != nullptr ? *least : *most);
  }

  void read_deadline() {
    const auto before = table_.date("before"), by = table_.date("by");
    if (before && by) {
      fault(table_.value_place("by"), "bad-value", "`before` and `by` stand side by side",
            "`by` includes the day, `before` does not");
    }
    if (before) out_.plan.last_day = *before - 1;
    if (by) out_.plan.last_day = *by;
  }

  void read_baseline() {
    const toml::table* inner = table_.table("baseline");
    if (inner == nullptr) return;
    const Table baseline(*inner, source_, "a baseline", kBaselineKeys, report_);
    const toml::node* value = baseline.node("value");
    const auto on = baseline.date("on");
    if (value == nullptr || !on) return fail();
    out_.plan.baseline = {number(*value), *on};
    if (!out_.plan.last_day) {
      fault(table_.value_place("baseline"), "bad-value",
            "a baseline tells the pace to a deadline, and there is none", "add `before` or `by`");
    } else if (*on >= *out_.plan.last_day) {
      fault(baseline.value_place("on"), "bad-value", "the baseline is not before the deadline", "");
    }
  }

  // What keeps the state from flipping goes by the windows before the open one.
  void read_memory() {
    const toml::node* back = table_.node("back");
    if (back != nullptr) {
      out_.plan.back = number(*back);
      if (out_.plan.back->scaled < 0) {
        fault(table_.value_place("back"), "bad-value", "a figure cannot come back by less than 0",
              "the amount beyond the limit, as in back = 0.02");
      }
    }
    const std::optional<Text> hold = table_.text("hold");
    if (hold) {
      const auto span = model::parse_span_ms(hold->value);
      if (!span) {
        fault(hold->place, "bad-span", fmt::format("'{}' is not a length of time", hold->value),
              "write 10m, 2h or 1d");
      }
      out_.plan.hold_ms = span.value_or(0);
    }
    if ((back == nullptr && !hold) || indicator_ == nullptr) return;
    const auto window = std::find_if(
        indicator_->plan->windows.begin(), indicator_->plan->windows.end(),
        [&](const model::WindowPlan& known) { return known.text == out_.plan.window; });
    if (window == indicator_->plan->windows.end()) return;  // was told
    const Place place = table_.value_place(back != nullptr ? "back" : "hold");
    if (window->kind == model::WindowKind::now || window->kind == model::WindowKind::since) {
      return fault(place, "bad-value",
                   fmt::format("'{}' has no windows before it that could tell how the target stood",
                               window->text),
                   "leave it out, and give the target's [[alert]] `for` and `clear`");
    }
    if (out_.plan.hold_ms > step_ms(*window) * model::kTargetWindowsMax) {
      fault(table_.value_place("hold"), "bad-value",
            fmt::format("{} windows of '{}' are looked at, which is less than that",
                        model::kTargetWindowsMax, window->text),
            "a shorter `hold`, or a longer window");
    }
  }

  // From one window's end to the next one's, at least.
  static std::int64_t step_ms(const model::WindowPlan& window) {
    switch (window.kind) {
      case model::WindowKind::sliding:
      case model::WindowKind::tumbling: return window.slide_ms;
      case model::WindowKind::day: return model::kDayMs;
      case model::WindowKind::week: return 7 * model::kDayMs;
      default: return 28 * model::kDayMs;
    }
  }

  // As it is written: 0.30 is three tenths.
  model::Decimal number(const toml::node& node) {
    if (const auto exact = written_number(node)) return *exact;
    fault(place_of(source_, node.source()), "wrong-type", "a number is wanted",
          "as in 0.30 or 95, of at most 18 digits");
    return {};
  }

  void fail() { good_ = false; }
  void fault(const Place& place, std::string code, std::string text, std::string help) {
    report_.error(place, std::move(code), std::move(text), std::move(help));
    good_ = false;
  }

  const Source& source_;
  const CaseGround& ground_;
  Report& report_;
  const Table table_;
  const CaseIndicator* indicator_ = nullptr;
  TargetDeclaration out_;
  bool good_ = true;
};

}  // namespace

std::optional<TargetDeclaration> read_target(const toml::table& table, const Source& source,
                                             const CaseGround& ground, Report& report) {
  return TargetReader(table, source, ground, report).run();
}

}  // namespace ioc::catalog
