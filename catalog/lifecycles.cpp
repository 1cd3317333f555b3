// The state of a life is laid out like a stream of its own, so that conditions, measures and `by`
// are checked and evaluated there as they are for events.
#include "catalog/lifecycles.h"

#include <fmt/core.h>

#include <algorithm>

#include "catalog/literals.h"
#include "catalog/nearest.h"
#include "catalog/syntax.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

using model::TypeKind;

constexpr Key kLifecycleKeys[] = {
    {"id", Shape::text, Need::required},
    {"stream", Shape::text, Need::required},
    {"key", Shape::text, Need::required},
    {"moments", Shape::table, Need::required},
    {"pause_while", Shape::text},
    {"pause", Shape::text},
    {"keep", Shape::text},
    // For people only.
    {"name", Shape::name},
    {"description", Shape::name},
    {"note", Shape::name},
};

class LifecycleReader {
 public:
  LifecycleReader(const toml::table& table, const Source& source,
                  const std::vector<StreamDeclaration>& streams, const model::UnitTree& units,
                  bool knows_work_time, bool all_files_parsed, Report& report)
      : source_(source),
        streams_(streams),
        units_(units),
        knows_work_time_(knows_work_time),
        all_files_parsed_(all_files_parsed),
        report_(report),
        table_(table, source, "[[lifecycle]]", kLifecycleKeys, report) {}

  std::optional<LifecycleDeclaration> run() {
    if (const auto id = table_.text("id")) {
      (void)check_id(*id, report_);  // what names it all the same finds its moments
      out_.plan.id = id->value;
      out_.place = id->place;
    }
    if (!read_stream()) return std::nullopt;
    read_key();
    read_keep();
    lay_out_state();
    read_pause();
    read_moments();
    return out_.plan.id.empty() ? std::nullopt : std::optional(std::move(out_));
  }

 private:
  bool read_stream() {
    const std::optional<Text> name = table_.text("stream");
    if (!name) return false;
    std::vector<std::string> valid;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      valid.push_back(streams_[i].plan.id);
      if (streams_[i].plan.id != name->value) continue;
      stream_ = &streams_[i];
      out_.plan.stream = static_cast<int>(i);
      out_.broken = stream_->broken_fields;
      return true;
    }
    const std::string help = suggestion(name->value, valid);
    if (all_files_parsed_ || help.starts_with("did you mean")) {
      report_.error(name->place, "unknown-name", fmt::format("unknown stream '{}'", name->value),
                    help);
    }
    return false;
  }

  void read_key() {
    const std::optional<Text> key = table_.text("key");
    if (!key || out_.broken.contains(key->value)) return;
    const std::vector<model::FieldPlan>& fields = stream_->plan.fields;
    std::vector<std::string> valid(out_.broken.begin(), out_.broken.end());
    for (std::size_t i = 0; i < fields.size(); ++i) {
      valid.push_back(fields[i].name);
      if (fields[i].name != key->value) continue;
      const TypeKind kind = fields[i].type.kind;
      if (kind != TypeKind::text && kind != TypeKind::integer && kind != TypeKind::unit) {
        report_.error(
            key->place, "type",
            fmt::format("a life is known by string, int or unit, not by '{}'", key->value));
      }
      out_.plan.key = static_cast<int>(i);
    }
    if (out_.plan.key >= 0) return;
    report_.error(key->place, "unknown-name",
                  fmt::format("stream '{}' has no field '{}'", stream_->plan.id, key->value),
                  suggestion(key->value, valid));
  }

  void read_keep() {
    const std::optional<Text> keep = table_.text("keep");
    if (!keep) return;
    const auto ms = model::parse_span_ms(keep->value);
    if (ms && *ms <= model::kKeepMaxMs) {
      out_.plan.keep_ms = *ms;
      return;
    }
    report_.error(keep->place, "bad-span",
                  ms ? fmt::format("'{}' is too long: lives are kept for {}d at most", keep->value,
                                   model::kKeepMaxMs / model::kDayMs)
                     : fmt::format("'{}' is not a length of time", keep->value),
                  "write 730d");
  }

  // Fields, first(x) of each, moments, now.
  void lay_out_state() {
    model::StreamPlan& state = out_.plan.state;
    state = stream_->plan;
    state.id = out_.plan.id;
    const std::size_t count = state.fields.size();
    out_.plan.stream_field_count = static_cast<int>(count);
    for (std::size_t i = 0; i < count; ++i) {
      state.fields[i].used = false;
      model::FieldPlan first = state.fields[i];
      first.name = fmt::format("first({})", first.name);
      state.fields.push_back(std::move(first));
    }
    for (const toml::table* beside : table_.tables_beside("moments")) {
      for (const auto& [name, node] : *beside) out_.broken.emplace(name.str());
    }
    if (const toml::table* moments = table_.table("moments")) {
      for (const auto& [name, node] : members_of(*moments, source_)) add_moment(name, *node);
    }
    out_.plan.now_field = static_cast<int>(state.fields.size());
    state.fields.push_back(instant_field("now"));
  }

  static model::FieldPlan instant_field(std::string name) {
    model::FieldPlan field;
    field.name = std::move(name);
    field.type = {TypeKind::instant, 0};
    field.optional = true;
    return field;
  }

  void add_moment(const Text& name, const toml::node& node) {
    const std::vector<model::FieldPlan>& fields = stream_->plan.fields;
    const bool is_field = std::any_of(fields.begin(), fields.end(),
                                      [&](const auto& field) { return field.name == name.value; });
    if (is_field || name.value == "now" || name.value == "time") {
      report_.error(
          name.place, "duplicate-id",
          is_field ? fmt::format("'{}' is a field of stream '{}' too", name.value, stream_->plan.id)
                   : fmt::format("'{}' has a meaning of its own", name.value),
          "choose another name for the moment");
      return;
    }
    if (!check_id(name, report_) || !node.is_string()) {
      if (!node.is_string()) {
        report_.error(place_of(source_, node.source()), "wrong-type",
                      fmt::format("moment '{}' must be a condition", name.value),
                      "moments.received = \"status == 2\"");
      }
      out_.broken.insert(name.value);
      return;
    }
    out_.plan.moment_fields.push_back(static_cast<int>(out_.plan.state.fields.size()));
    out_.plan.state.fields.push_back(instant_field(name.value));
    out_.plan.moments.push_back({name.value, {}});
    Text condition;
    condition.value = node.as_string()->get();
    condition.place = place_of(source_, node.source());
    moment_texts_.push_back({std::move(condition), name});
  }

  void read_pause() {
    const std::optional<Text> text = table_.text("pause_while");
    read_pause_policy(text.has_value());
    if (!text) return;
    out_.plan.pause = condition(*text);
    if (!out_.plan.pause || model::working_time_in(*out_.plan.pause) == nullptr) return;
    report_.error(text->place, "expression",
                  "'pause_while' stops working time, so it cannot ask for it",
                  "pause_while = \"status in [5, 6, 8]\"");
  }

  void read_pause_policy(bool pauses) {
    const std::optional<Text> word = table_.text("pause");
    if (!word) return;
    const std::vector<std::string> valid = {"resume", "restart", "none"};  // as PausePolicy
    const auto found = std::find(valid.begin(), valid.end(), word->value);
    if (found == valid.end()) {
      report_.error(word->place, "bad-value",
                    fmt::format("'{}' is nothing a pause does to the clock", word->value),
                    suggestion(word->value, valid));
      return;
    }
    out_.plan.pause_policy = static_cast<model::PausePolicy>(found - valid.begin());
    if (pauses) return;
    report_.error(word->place, "missing-key",
                  "'pause' says what a pause does to the clock, and nothing pauses here",
                  "pause_while = \"status in [5, 6, 8]\"");
  }

  // Moments may read each other; they are put in an order in which each is known when it is asked.
  void read_moments() {
    const std::size_t count = out_.plan.moments.size();
    std::vector<std::optional<model::Expression>> conditions;
    std::vector<std::set<int>> reads(count);
    for (std::size_t i = 0; i < count; ++i) {
      conditions.push_back(condition(moment_texts_[i].condition));
      if (!conditions[i]) continue;
      model::add_fields_of(*conditions[i], reads[i]);
      const bool pauses = out_.plan.pause && out_.plan.pause_policy != model::PausePolicy::none;
      if (pauses && model::working_time_in(*conditions[i]) != nullptr) {
        model::add_fields_of(*out_.plan.pause, reads[i]);  // working time is less the pauses
      }
    }
    std::vector<model::MomentPlan> moments;
    std::vector<int> fields;
    std::vector<bool> done(count, false);
    for (std::size_t round = 0; round < count; ++round) {
      for (std::size_t i = 0; i < count; ++i) {
        const bool is_ready = std::all_of(reads[i].begin(), reads[i].end(),
                                          [&](int field) { return !waits_for(field, done); });
        if (done[i] || !is_ready) continue;
        done[i] = true;
        if (conditions[i]) {
          moments.push_back({out_.plan.moments[i].name, std::move(*conditions[i])});
          fields.push_back(out_.plan.moment_fields[i]);
        }
        break;
      }
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!done[i] || !conditions[i]) out_.broken.insert(out_.plan.moments[i].name);
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (done[i]) continue;
      report_.error(moment_texts_[i].name.place, "expression",
                    fmt::format("moment '{}' waits for itself", moment_texts_[i].name.value),
                    "moments may read each other, but not in a circle");
      break;
    }
    out_.plan.moments = std::move(moments);
    out_.plan.moment_fields = std::move(fields);
  }

  bool waits_for(int field, const std::vector<bool>& done) const {
    for (std::size_t i = 0; i < done.size(); ++i) {
      if (out_.plan.moment_fields[i] == field && !done[i]) return true;
    }
    return false;
  }

  struct MomentText {
    Text condition;
    Text name;
  };

  std::optional<model::Expression> condition(const Text& text) {
    const std::optional<Syntax> syntax = parse_expression(text, report_);
    if (!syntax) return std::nullopt;
    return check_condition(*syntax, text, scope_of(out_, units_, knows_work_time_), report_);
  }

  const Source& source_;
  const std::vector<StreamDeclaration>& streams_;
  const model::UnitTree& units_;
  const bool knows_work_time_;
  const bool all_files_parsed_;
  Report& report_;
  Table table_;
  const StreamDeclaration* stream_ = nullptr;
  std::vector<MomentText> moment_texts_;  // by moment, as declared
  LifecycleDeclaration out_;
};

}  // namespace

std::optional<LifecycleDeclaration> read_lifecycle(const toml::table& table, const Source& source,
                                                   const std::vector<StreamDeclaration>& streams,
                                                   const model::UnitTree& units,
                                                   bool knows_work_time, bool all_files_parsed,
                                                   Report& report) {
  return LifecycleReader(table, source, streams, units, knows_work_time, all_files_parsed, report)
      .run();
}

Scope scope_of(const LifecycleDeclaration& lifecycle, const model::UnitTree& units,
               bool knows_work_time) {
  Scope scope;
  scope.stream = &lifecycle.plan.state;
  scope.broken = &lifecycle.broken;
  scope.units = &units;
  scope.lifecycle = &lifecycle.plan;
  scope.knows_work_time = knows_work_time;
  return scope;
}

}  // namespace ioc::catalog
