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
    {"unit", Shape::name},
    // For people only; nothing is computed from these.
    {"description", Shape::name},
    {"owner", Shape::name},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
    {"external_code", Shape::name},
    {"at", Shape::text, Need::later},
    {"while", Shape::text, Need::later},
    {"opening", Shape::flag, Need::later},
    {"formula", Shape::text, Need::later},
};

class IndicatorReader {
 public:
  IndicatorReader(const toml::table& table, const Source& source, const Surroundings& around,
                  Report& report)
      : around_(around),
        report_(report),
        table_(table, source, "[[indicator]]", kIndicatorKeys, report) {}

  std::optional<IndicatorDeclaration> run() {
    read_id();
    if (table_.uses_later()) return std::nullopt;
    out_.plan.name = table_.name("name");
    out_.plan.unit = table_.name("unit");
    out_.plan.is_public = table_.flag("public");
    read_better();
    read_stream();
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

  void read_better() {
    const std::optional<Text> better = table_.text("better");
    if (!better) return;
    if (better->value != "up" && better->value != "down") {
      fault(better->place, "bad-value",
            fmt::format("'better' is up or down, not '{}'", better->value));
    }
    out_.plan.better = better->value;
  }

  void read_stream() {
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
      return;
    }
    good_ = false;
    const auto& lifecycles = around_.lifecycles;
    if (std::find(lifecycles.begin(), lifecycles.end(), of->value) != lifecycles.end()) {
      report_unsupported(of->place, "an indicator of a lifecycle", report_);
      return;
    }
    const std::string help = suggestion(of->value, valid);
    // The stream may stand in the file that does not parse; a name this near is still a slip.
    if (around_.all_files_parsed || help.starts_with("did you mean")) {
      fault(of->place, "unknown-name", fmt::format("unknown stream '{}'", of->value), help);
    }
  }

  void read_by() {
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
    std::vector<std::string> valid;
    for (const model::FieldPlan& field : scope_->stream->fields) valid.push_back(field.name);
    valid.insert(valid.end(), scope_->broken->begin(), scope_->broken->end());
    fault(name.place, "unknown-name",
          fmt::format("stream '{}' has no field '{}'", scope_->stream->id, name.value),
          suggestion(name.value, valid));
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
    out_.plan.measure = measure->measure;
    out_.measured = std::move(measure->measured);
    if (out_.measured && out_.plan.measure != model::Measure::share) {
      out_.plan.value_type = out_.measured->type;
    }
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
      const auto same = std::find_if(read.begin(), read.end(),
                                     [&](const Text& t) { return t.value == text.value; });
      if (same != read.end()) {
        fault(text.place, "bad-window", fmt::format("the window '{}' stands twice", text.value));
        continue;
      }
      if (std::optional<model::WindowPlan> window = read_window(text, report_)) {
        out_.plan.windows.push_back(std::move(*window));
        read.push_back(text);
      } else {
        good_ = false;
      }
    }
    good_ = good_ && !out_.plan.windows.empty();
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

  void fault(const Place& place, std::string code, std::string text, std::string help = {}) {
    good_ = false;
    report_.error(place, std::move(code), std::move(text), std::move(help));
  }

  const Surroundings& around_;
  Report& report_;
  Table table_;
  std::optional<Scope> scope_;
  IndicatorDeclaration out_;
  bool good_ = true;
};

}  // namespace

std::optional<IndicatorDeclaration> read_indicator(const toml::table& table, const Source& source,
                                                   const Surroundings& around, Report& report) {
  return IndicatorReader(table, source, around, report).run();
}

}  // namespace ioc::catalog
