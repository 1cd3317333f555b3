// The keys of an indicator, and each value checked against the stream it is of.
#include "catalog/indicators.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/canonical.h"
#include "catalog/checker.h"
#include "catalog/measure.h"
#include "catalog/nearest.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

using model::TypeKind;

constexpr Key kIndicatorKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
    {"of", Shape::text, Need::required},
    {"measure", Shape::text, Need::required},
    {"windows", Shape::texts, Need::required},
    {"where", Shape::text},
    {"by", Shape::texts},
    {"better", Shape::text},
    {"public", Shape::flag},
    {"metric", Shape::flag},
    {"unit", Shape::name},
    // For people only; nothing is computed from these.
    {"description", Shape::name},
    {"owner", Shape::name},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
    {"external_code", Shape::name},
    {"at", Shape::text},
    {"while", Shape::text},
    {"opening", Shape::flag},
};

// Counts and sums forget what is taken away again; extremes do not.
bool can_be_taken_back(model::Measure measure) {
  switch (measure) {
    case model::Measure::count:
    case model::Measure::sum:
    case model::Measure::mean:
    case model::Measure::share:
    case model::Measure::quantile: return true;
    default: return false;
  }
}

class IndicatorReader {
 public:
  IndicatorReader(const toml::table& table, const Source& source, const Surroundings& around,
                  Report& report)
      : around_(around),
        report_(report),
        table_(table, source, "[[indicator]]", kIndicatorKeys, report) {}

  std::optional<IndicatorDeclaration> run() {
    read_id();
    out_.plan.name = table_.name("name");
    out_.plan.unit = table_.name("unit");
    out_.plan.is_public = table_.flag("public");
    out_.plan.is_metric = table_.flag("metric");
    check_metric(table_, report_);
    if (const auto better = read_better(table_, report_)) {
      out_.plan.better = *better;
    } else {
      good_ = false;
    }
    read_of();
    read_cohort();
    read_by();
    read_where();
    read_measured();
    read_windows();
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  void read_id() {
    const std::optional<Text> id = table_.text("id");
    if (!id || !check_id(*id, report_)) {
      good_ = false;
      return;
    }
    out_.plan.id = id->value;
    out_.place = id->place;
  }

  void read_of() {
    const std::optional<Text> of = table_.text("of");
    if (!of) {
      good_ = false;
      return;
    }
    std::vector<std::string> valid;
    for (std::size_t i = 0; i < around_.streams->size(); ++i) {
      const StreamDeclaration& stream = (*around_.streams)[i];
      valid.push_back(stream.plan.id);
      if (stream.plan.id != of->value) continue;
      out_.plan.stream = static_cast<int>(i);
      scope_ = Scope{&stream.plan, &stream.broken_fields, around_.units};
      scope_->knows_work_time = around_.knows_work_time;
      return;
    }
    for (std::size_t i = 0; i < around_.lifecycles->size(); ++i) {
      const LifecycleDeclaration& lifecycle = (*around_.lifecycles)[i];
      valid.push_back(lifecycle.plan.id);
      if (lifecycle.plan.id != of->value) continue;
      out_.plan.stream = lifecycle.plan.stream;
      out_.plan.lifecycle = static_cast<int>(i);
      lifecycle_ = &lifecycle;
      scope_ = scope_of(lifecycle, *around_.units, around_.knows_work_time);
      return;
    }
    good_ = false;
    if (around_.broken_lifecycles.contains(of->value)) return;
    const std::string help = suggestion(of->value, valid);
    // It may stand in the file that does not parse; a name this near is still a slip.
    if (around_.all_files_parsed || help.starts_with("did you mean")) {
      fault(of->place, "unknown-name", fmt::format("unknown stream or lifecycle '{}'", of->value),
            help);
    }
  }

  // When a life contributes: `at` a moment, or `while` a condition holds.
  void read_cohort() {
    const std::optional<Text> at = table_.text("at");
    const std::optional<Text> during = table_.text("while");
    if (table_.flag("opening") && !table_.is_written("while")) {
      fault(table_.value_place("opening"), "bad-value",
            "'opening' is of standing counts, those with `while`");
    }
    if (lifecycle_ == nullptr) {
      for (const std::optional<Text>& text : {at, during}) {
        if (!text || !scope_) continue;
        fault(text->place, "bad-value",
              "an indicator of a stream counts each event at its own time",
              "`at` and `while` are of lifecycles");
      }
      return;
    }
    if (table_.is_written("at") == table_.is_written("while")) {
      fault(table_.is_written("at") ? table_.value_place("while") : table_.place(), "missing-key",
            "an indicator of a lifecycle has either `at` or `while`",
            "at = \"received\", or while = \"has(received) && !has(finished)\"");
      return;
    }
    good_ = good_ && (at || during);
    if (at) read_moment(*at);
    if (during) read_during(*during);
  }

  void read_moment(const Text& at) {
    const std::vector<model::MomentPlan>& moments = lifecycle_->plan.moments;
    std::vector<std::string> valid(lifecycle_->broken.begin(), lifecycle_->broken.end());
    for (std::size_t i = 0; i < moments.size(); ++i) {
      valid.push_back(moments[i].name);
      if (moments[i].name == at.value) out_.cohort.moment = static_cast<int>(i);
    }
    out_.cohort_text = "at " + at.value;
    if (out_.cohort.moment >= 0) return;
    good_ = false;
    if (lifecycle_->broken.contains(at.value)) return;
    fault(at.place, "unknown-name",
          fmt::format("lifecycle '{}' has no moment '{}'", lifecycle_->plan.id, at.value),
          suggestion(at.value, valid));
  }

  void read_during(const Text& text) {
    Scope scope = *scope_;
    scope.knows_now = true;
    const std::optional<Syntax> syntax = parse_expression(text, report_);
    if (syntax) out_.cohort.during = check_condition(*syntax, text, scope, report_);
    good_ = good_ && out_.cohort.during.has_value();
    if (!out_.cohort.during) return;
    out_.cohort_text = "while " + out_.cohort.during->canonical;
    out_.cohort.thresholds = thresholds_of(*out_.cohort.during, lifecycle_->plan.now_field);
  }

  void read_by() {
    if (table_.is_written("by") && !table_.has("by")) good_ = false;  // its groups are not known
    for (const Text& name : table_.texts("by")) {
      if (!scope_) return;
      const std::vector<model::FieldPlan>& fields = scope_->stream->fields;
      const auto field = std::find_if(fields.begin(), fields.end(), [&](const model::FieldPlan& f) {
        return f.name == name.value;
      });
      if (field == fields.end()) {
        unknown_field(name);
        continue;
      }
      const auto number = static_cast<int>(field - fields.begin());
      const TypeKind kind = field->type.kind;
      if (kind == TypeKind::decimal || kind == TypeKind::instant) {
        fault(name.place, "type", fmt::format("'by' cannot group by {}", type_name(field->type)),
              "it takes string, int, bool or unit");
      } else if (std::find(out_.by.begin(), out_.by.end(), number) != out_.by.end()) {
        fault(name.place, "bad-value", fmt::format("'{}' stands twice in 'by'", name.value));
      } else {
        out_.by.push_back(number);
      }
    }
  }

  void unknown_field(const Text& name) {
    good_ = false;
    if (scope_->broken->contains(name.value)) return;
    fault(name.place, "unknown-name",
          fmt::format("{} '{}' has no field '{}'", lifecycle_ != nullptr ? "lifecycle" : "stream",
                      scope_->stream->id, name.value),
          suggestion(name.value, names_of(*scope_)));
  }

  void read_where() {
    const std::optional<Text> text = table_.text("where");
    if (!text) return;
    const std::optional<Syntax> syntax = parse_expression(*text, report_);
    if (syntax && scope_) out_.where = check_condition(*syntax, *text, *scope_, report_);
    good_ = good_ && out_.where.has_value();
  }

  void read_measured() {
    const std::optional<Text> text = table_.text("measure");
    std::optional<MeasureDeclaration> measure;
    if (text) measure = read_measure(*text, scope_ ? &*scope_ : nullptr, report_);
    if (!measure) {
      good_ = false;
      return;
    }
    if (lifecycle_ != nullptr && !can_be_taken_back(measure->measure)) {
      fault(text->place, "bad-measure",
            "a life that is corrected cannot be taken back out of this measure",
            "min, max, distinct, last, coverage and silence are of streams");
    }
    out_.plan.quantile_e9 = measure->quantile_e9;
    out_.plan.measure = measure->measure;
    out_.measured = std::move(measure->measured);
    if (out_.measured && out_.plan.measure != model::Measure::share) {
      out_.plan.value_type = out_.measured->type;
    }
    out_.plan.explanation = table_.name("description");
    out_.plan.description = text->value;
    if (const auto where = table_.text("where")) out_.plan.description += " where " + where->value;
  }

  void read_windows() {
    const std::vector<Text> texts = table_.texts("windows");
    if (texts.empty() && table_.has("windows")) {
      fault(table_.value_place("windows"), "bad-window", "an indicator needs at least one window");
    }
    std::vector<Text> read;
    for (const Text& text : texts) {
      std::optional<model::WindowPlan> window = read_window(text, report_);
      good_ = good_ && window.has_value();
      if (window) window->report_day = around_.report_day;
      if (!window || !fits(text, *window)) continue;
      if (!is_new_window(*window, text.place, out_.plan.windows, report_)) {
        good_ = false;
        continue;
      }
      out_.plan.windows.push_back(std::move(*window));
      read.push_back(text);
    }
    good_ = good_ && !out_.plan.windows.empty();
    if (stands()) {
      out_.layout = standing_layout(out_.plan.windows, *around_.zone);
      return;
    }
    out_.layout = layout_of(out_.plan.windows, *around_.zone);
    for (std::size_t i = 0; i < read.size(); ++i) {
      const std::int64_t panes = panes_of(out_.plan.windows[i], out_.layout, i);
      if (panes <= model::kWindowPanesMax) continue;
      fault(read[i].place, "bad-window",
            fmt::format("beside the other windows this one would merge {} panes of {} ms, more "
                        "than {}",
                        panes, out_.layout.fine_ms, model::kWindowPanesMax),
            "give the short windows to an indicator of their own");
    }
  }

  bool stands() const { return table_.is_written("while"); }

  // Standing counts have an instant, others a span of time.
  bool fits(const Text& text, model::WindowPlan& window) {
    using model::WindowKind;
    window.standing = stands();
    window.opening = table_.flag("opening");
    const bool is_now = window.kind == WindowKind::now;
    const bool is_span = window.kind == WindowKind::sliding ||
                         window.kind == WindowKind::tumbling || window.kind == WindowKind::since;
    if (is_now && !window.standing) {
      fault(text.place, "bad-window", "'now' is a window of standing counts, those with `while`",
            "sliding, tumbling, day, week, month, quarter, year, report-month, since DATE");
    } else if (is_now && window.opening) {
      fault(text.place, "bad-window", "'now' has no opening", "take a window of the calendar");
    } else if (is_span && window.standing) {
      fault(text.place, "bad-window",
            "a standing count is told now or at the end of a calendar window",
            "now, day, week, month, quarter, year, report-month");
    } else {
      return true;
    }
    return false;
  }

  void fault(const Place& place, std::string code, std::string text, std::string help = {}) {
    good_ = false;
    report_.error(place, std::move(code), std::move(text), std::move(help));
  }

  const Surroundings& around_;
  Report& report_;
  Table table_;
  std::optional<Scope> scope_;
  const LifecycleDeclaration* lifecycle_ = nullptr;
  IndicatorDeclaration out_;
  bool good_ = true;
};

}  // namespace

void check_metric(const Table& table, Report& report) {
  const bool is_known = table.has("public") || !table.is_written("public");
  if (!table.flag("metric") || table.flag("public") || !is_known) return;
  report.error(table.value_place("metric"), "bad-value",
               "what is not public is no metric: nobody signs in to /metrics",
               "add `public = true`, or leave `metric` out");
}

std::optional<std::string> read_better(const Table& table, Report& report) {
  const std::optional<Text> better = table.text("better");
  if (!better || better->value == "up" || better->value == "down") {
    return better ? better->value : std::string();
  }
  report.error(better->place, "bad-value",
               fmt::format("'better' is up or down, not '{}'", better->value));
  return std::nullopt;
}

std::optional<IndicatorDeclaration> read_indicator(const toml::table& table, const Source& source,
                                                   const Surroundings& around, Report& report) {
  return IndicatorReader(table, source, around, report).run();
}

}  // namespace ioc::catalog
