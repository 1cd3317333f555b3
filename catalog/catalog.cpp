// All files are parsed before anything is judged, so that a fault in one never hides another and
// references may point anywhere.
#include "catalog/catalog.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "catalog/alerts.h"
#include "catalog/boards.h"
#include "catalog/calendar.h"
#include "catalog/cases.h"
#include "catalog/cubes.h"
#include "catalog/document.h"
#include "catalog/figure_names.h"
#include "catalog/formula.h"
#include "catalog/indicators.h"
#include "catalog/lifecycles.h"
#include "catalog/nearest.h"
#include "catalog/provisions.h"
#include "catalog/reports.h"
#include "catalog/rules.h"
#include "catalog/schema.h"
#include "catalog/streams.h"
#include "catalog/targets.h"
#include "catalog/time_zone.h"
#include "catalog/units_file.h"

namespace ioc::catalog {
namespace {

constexpr Key kDocumentKeys[] = {
    {"catalog", Shape::table},    {"stream", Shape::tables},  {"indicator", Shape::tables},
    {"lifecycle", Shape::tables}, {"target", Shape::tables},  {"alert", Shape::tables},
    {"board", Shape::tables},     {"test", Shape::tables},    {"report", Shape::tables},
    {"calendar", Shape::table},   {"subject", Shape::tables}, {"provision", Shape::tables},
};
constexpr Key kSubjectKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
};
constexpr Key kCatalogKeys[] = {
    {"id", Shape::text, Need::required},
    {"time_zone", Shape::text, Need::required},
    {"root_unit", Shape::text, Need::required},
    {"name", Shape::name},
    {"description", Shape::name},
};

// The place of the plan with this id; -1: there is none.
template <class Plans>
int number_of(const Plans& plans, const std::string& id) {
  const auto at =
      std::find_if(plans.begin(), plans.end(), [&](const auto& plan) { return plan.id == id; });
  return at != plans.end() ? static_cast<int>(at - plans.begin()) : -1;
}

// Also a misspelled one, where nothing stands that a formula has not.
bool has_formula(const toml::table& indicator) {
  if (indicator.contains("formula")) return true;
  if (indicator.contains("of") || indicator.contains("measure")) return false;
  for (const auto& [key, node] : indicator) {
    if (nearest(key.str(), {"formula"})) return true;
  }
  return false;
}

struct Document {
  std::unique_ptr<Source> source;
  std::unique_ptr<toml::table> root;
  std::unique_ptr<Table> table;
};

class Loader {
 public:
  Loader(std::vector<SourceFile> toml_files, const SourceFile& units_csv)
      : units_source_(units_csv.path, units_csv.text), units_are_missing_(units_csv.is_missing) {
    std::sort(toml_files.begin(), toml_files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    for (SourceFile& file : toml_files) parse(std::move(file));
  }

  Loaded run() {
    read_unit_tree();
    read_settings();
    read_working_calendar();
    read_streams();
    read_lifecycles();
    read_indicators();
    check_metrics();
    read_targets();
    read_cases();
    read_alerts();
    read_subjects();
    read_boards();
    read_reports();
    read_provisions();
    for (const std::string& id : lost_ids_) report_.forgive_unknown(id);
    if (!report_.empty()) return {std::nullopt, {}, {}, report_.take()};
    name_letters();
    for (const StreamDeclaration& stream : streams_) plan_.streams.push_back(stream.plan);
    for (LifecycleDeclaration& lifecycle : lifecycles_) {
      plan_.streams[static_cast<std::size_t>(lifecycle.plan.stream)].lifecycles.push_back(
          static_cast<int>(plan_.lifecycles.size()));
      plan_.lifecycles.push_back(std::move(lifecycle.plan));
    }
    build_cubes(plan_, std::move(indicators_));
    formulas_->add_to(plan_);
    add_targets();
    add_alerts();
    add_provisions();
    return {std::move(plan_), std::move(cases_), rules(), {}};
  }

 private:
  void parse(SourceFile file) {
    Document document;
    document.source = std::make_unique<Source>(std::move(file.path), std::move(file.text));
    ParsedDocument parsed = parse_document(*document.source, report_);
    document.root = std::move(parsed.root);
    if (document.root) {
      document.table = std::make_unique<Table>(*document.root, *document.source, "the catalogue",
                                               kDocumentKeys, report_, false);
      leave_out_misspelled(*document.root, *document.source);
    }
    if (!parsed.is_whole) around_.all_files_parsed = false;
    lost_ids_.insert(parsed.lost_ids.begin(), parsed.lost_ids.end());
    documents_.push_back(std::move(document));
  }

  // Tables of a misspelled kind are not read; what names them is not at fault.
  void leave_out_misspelled(const toml::table& root, const Source& source) {
    std::vector<std::string> kinds;
    for (const Key& key : kDocumentKeys) kinds.emplace_back(key.name);
    for (const auto& [key, node] : root) {
      const std::string kind(key.str());
      if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) continue;
      if (!nearest(kind, kinds) || !node.is_array_of_tables()) continue;
      for (const toml::node& table : *node.as_array()) {
        if (const auto id = id_of(*table.as_table(), source)) lost_ids_.insert(id->value);
      }
    }
  }

  std::vector<model::Rule> rules() const {
    std::vector<model::Rule> rules;
    for (const Document& document : documents_) add_rules(*document.root, rules);
    add_unit_rules(units_source_.text(), rules);
    return settle_rules(std::move(rules));
  }

  void read_unit_tree() {
    if (units_are_missing_) {
      report_.error({&units_source_, {}}, "units", "the file is missing",
                    fmt::format("it lists the units below the line {}", kUnitsHeader));
    } else if (std::optional<model::UnitTree> units = read_units(units_source_, report_)) {
      plan_.units = std::move(*units);
      units_are_read_ = true;
    }
  }

  // Hands `read` the one table of a key that may stand in any file, but once. Tells whether it
  // stands anywhere.
  template <class Read>
  bool read_only(std::string_view key, std::span<const Key> keys, const Read& read) {
    std::optional<Place> first;
    for (const Document& document : documents_) {
      const toml::table* only = document.table ? document.table->table(key) : nullptr;
      if (only == nullptr) continue;
      const std::string title = fmt::format("[{}]", key);
      const Table table(*only, *document.source, title, keys, report_);
      if (first) {
        report_.error(table.place(), "duplicate-id", title + " stands twice",
                      "the first is at " + to_string(*first));
        continue;
      }
      first = table.place();
      read(table, *document.source);
    }
    return first.has_value();
  }

  void read_settings() {
    const bool stands = read_only("catalog", kCatalogKeys,
                                  [&](const Table& table, const Source&) { read_catalog(table); });
    if (stands || !around_.all_files_parsed) return;
    const Source& source = documents_.empty() ? units_source_ : *documents_.front().source;
    report_.error({&source, {}}, "missing-key", "no file has the table [catalog]",
                  "[catalog] with id, time_zone and root_unit");
  }

  void read_catalog(const Table& table) {
    if (const auto id = table.text("id"); id && check_id(*id, report_)) plan_.id = id->value;
    if (const auto zone = table.text("time_zone")) {
      if (auto read = read_time_zone(*zone, report_)) plan_.zone = std::move(*read);
    }
    if (const auto root = table.text("root_unit"); root && units_are_read_) read_root(*root);
  }

  void read_working_calendar() {
    const bool stands =
        read_only("calendar", calendar_keys(), [&](const Table& table, const Source& source) {
          const CalendarGround ground{units_are_read_ ? &plan_.units : nullptr, plan_.root_unit,
                                      &plan_.zone};
          plan_.calendar = read_calendar(table, source, ground, report_);
          around_.knows_work_time = table.is_written("hours");
          read_report_day(table);
        });
    // It may stand in the file that does not parse.
    if (!stands && !around_.all_files_parsed) around_.knows_work_time = true;
  }

  void read_root(const Text& root) {
    plan_.root_unit = plan_.units.find(root.value);
    if (plan_.root_unit == model::kNoUnit) {
      std::vector<std::string> codes;
      for (const model::Unit& unit : plan_.units.all()) codes.push_back(unit.code);
      report_.error(
          root.place, "unknown-name", fmt::format("unknown unit '{}'", root.value),
          codes.empty() ? units_source_.path() + " lists none" : suggestion(root.value, codes));
    } else if (const auto up = plan_.units.chain(plan_.root_unit); up.size() > 1) {
      report_.error(root.place, "bad-value",
                    fmt::format("the root unit '{}' has a parent, '{}'", root.value,
                                plan_.units.at(up[1]).code),
                    fmt::format("root_unit is the one above all others: '{}'",
                                plan_.units.at(up.back()).code));
    }
  }

  // Every month has the days 2 to 28; from the first day on it would be the calendar's own month.
  void read_report_day(const Table& calendar) {
    constexpr std::int64_t kFirst = 2, kLast = 28;
    const std::optional<std::int64_t> day = calendar.integer("report_day");
    if (!day) return;
    if (*day < kFirst || *day > kLast) {
      report_.error(calendar.value_place("report_day"), "bad-value",
                    fmt::format("'report_day' is a day from {} to {}, not {}", kFirst, kLast, *day),
                    "reporting periods begin on this day of the month");
      return;
    }
    around_.report_day = static_cast<int>(*day);
  }

  // All tables of a key, file by file.
  template <class Read>
  void for_each(std::string_view key, const Read& read) {
    for (const Document& document : documents_) {
      if (!document.table) continue;
      for (const toml::table* table : document.table->tables(key)) read(*table, *document.source);
    }
  }

  // Takes what a table is called by, even when the rest is at fault, so that a second one is told
  // at once.
  void declare_named(std::string_view kind, const std::optional<Text>& name,
                     std::map<std::string, Place>& names) {
    if (name) declare(kind, name->value, name->place, names);
  }

  void read_streams() {
    std::map<std::string, Place> ids;
    std::map<std::string, std::string> topics;
    for_each("stream", [&](const toml::table& table, const Source& source) {
      if (const auto id = id_of(table, source)) stream_ids_.insert(id->value);
      auto stream = read_stream(table, source, report_);
      if (!stream || !declare("stream", stream->plan.id, stream->place, ids)) return;
      const auto [reader, is_new] = topics.try_emplace(stream->plan.topic, stream->plan.id);
      if (!is_new && !stream->plan.topic.empty()) {
        report_unsupported(stream->place,
                           fmt::format("a second stream of the topic '{}' beside '{}'",
                                       stream->plan.topic, reader->second),
                           report_);
      }
      streams_.push_back(std::move(*stream));
    });
    std::sort(streams_.begin(), streams_.end(),
              [](const auto& a, const auto& b) { return a.plan.id < b.plan.id; });
  }

  // Whose refused events a stream of dead letters tells of: all streams' but its own kind's.
  void name_letters() {
    std::vector<model::LetterSource> sources;
    for (const StreamDeclaration& stream : streams_) {
      if (stream.plan.reads_letters) continue;
      const auto& fields = stream.plan.fields;
      const auto unit = std::find_if(fields.begin(), fields.end(), [](const auto& field) {
        return field.type.kind == model::TypeKind::unit;
      });
      sources.push_back({stream.plan.id, stream.plan.topic,
                         unit == fields.end() ? std::vector<std::string>() : unit->pointer});
    }
    for (StreamDeclaration& stream : streams_) {
      if (stream.plan.reads_letters) stream.plan.letters = sources;
    }
  }

  void read_lifecycles() {
    std::map<std::string, Place> ids;
    for (const StreamDeclaration& stream : streams_) ids.emplace(stream.plan.id, stream.place);
    for_each("lifecycle", [&](const toml::table& table, const Source& source) {
      const std::optional<Text> id = id_of(table, source);
      auto lifecycle = read_lifecycle(table, source, streams_, plan_.units, around_.knows_work_time,
                                      around_.all_files_parsed, report_);
      if (!lifecycle) {
        if (id) around_.broken_lifecycles.insert(id->value);
      } else if (declare("lifecycle", lifecycle->plan.id, lifecycle->place, ids)) {
        lifecycles_.push_back(std::move(*lifecycle));
      }
    });
    std::sort(lifecycles_.begin(), lifecycles_.end(),
              [](const auto& a, const auto& b) { return a.plan.id < b.plan.id; });
  }

  void read_indicators() {
    around_.lifecycles = &lifecycles_;
    around_.streams = &streams_;
    around_.units = &plan_.units;
    around_.zone = &plan_.zone;
    std::vector<FormulaDeclaration> formulas;
    for_each("indicator", [&](const toml::table& table, const Source& source) {
      declare_named("indicator", id_of(table, source), indicator_ids_);
      if (has_formula(table)) {
        auto formula = read_formula(table, source, around_, report_);
        if (formula) formulas.push_back(std::move(*formula));
        return;
      }
      auto indicator = read_indicator(table, source, around_, report_);
      if (indicator) indicators_.push_back(std::move(*indicator));
    });
    std::set<std::string> declared;
    for (const auto& [id, place] : indicator_ids_) declared.insert(id);
    formulas_.emplace(indicators_, std::move(formulas), std::move(declared), around_, report_);
    formulas_->run();
  }

  std::vector<const model::FieldPlan*> fields_by(const IndicatorDeclaration& indicator) const {
    const model::IndicatorPlan& plan = indicator.plan;
    const std::vector<model::FieldPlan>& fields =
        plan.lifecycle >= 0
            ? lifecycles_[static_cast<std::size_t>(plan.lifecycle)].plan.state.fields
            : streams_[static_cast<std::size_t>(plan.stream)].plan.fields;
    std::vector<const model::FieldPlan*> by;
    for (const int field : indicator.by) by.push_back(&fields[static_cast<std::size_t>(field)]);
    return by;
  }

  // What tests and targets may refer to.
  CaseGround ground() const {
    CaseGround ground;
    ground.streams = &streams_;
    for (const IndicatorDeclaration& indicator : indicators_) {
      ground.indicators.push_back({&indicator.plan, fields_by(indicator)});
    }
    for (const auto& [formula, operand] : formulas_->good()) {
      const auto like = std::find_if(ground.indicators.begin(), ground.indicators.end(),
                                     [&](const auto& known) { return known.plan->id == operand; });
      ground.indicators.push_back({formula, like->by});
    }
    ground.units = &plan_.units;
    ground.zone = &plan_.zone;
    ground.all_files_parsed = around_.all_files_parsed;
    for (const auto& [id, place] : indicator_ids_) ground.broken_indicators.insert(id);
    for (const CaseIndicator& good : ground.indicators) {
      ground.broken_indicators.erase(good.plan->id);
    }
    return ground;
  }

  // Each figure of a metric must differ from all others by its unit alone.
  void check_metrics() {
    for (const CaseIndicator& indicator : ground().indicators) {
      const auto declared = indicator_ids_.find(indicator.plan->id);
      if (!indicator.plan->is_metric || is_plain(indicator) || declared == indicator_ids_.end()) {
        continue;
      }
      report_.error(declared->second, "bad-value",
                    fmt::format("'{}' is by more than units: it is no metric", indicator.plan->id),
                    "`metric = true` is for indicators by units alone, or without groups");
    }
  }

  void read_targets() {
    const CaseGround ground = this->ground();
    for_each("target", [&](const toml::table& table, const Source& source) {
      declare_named("target", id_of(table, source), target_ids_);
      auto target = read_target(table, source, ground, report_);
      if (target) targets_.push_back(std::move(*target));
    });
  }

  void read_subjects() {
    std::map<std::string, Place> ids;
    for_each("subject", [&](const toml::table& each, const Source& source) {
      const Table table(each, source, "[[subject]]", kSubjectKeys, report_);
      const std::optional<Text> id = table.text("id");
      if (!id || !declare("subject", id->value, id->place, ids)) return;
      judge_subject(*id);
      plan_.subjects.push_back({id->value, table.name("name")});
    });
  }

  // A heading that nothing stands under is a slip of the pen.
  void judge_subject(const Text& id) {
    std::vector<std::string> first_parts;
    for (const auto& [indicator, place] : indicator_ids_) {
      const std::string part = indicator.substr(0, indicator.find('.'));
      if (part == id.value) return;
      if (first_parts.empty() || first_parts.back() != part) first_parts.push_back(part);
    }
    if (!around_.all_files_parsed) return;
    report_.error(id.place, "unknown-name",
                  fmt::format("no indicator's id begins with '{}.'", id.value),
                  suggestion(id.value, first_parts));
  }

  void add_targets() {
    for (TargetDeclaration& target : targets_) {
      target.plan.indicator = number_of(plan_.indicators, target.indicator);
      plan_.targets.push_back(std::move(target.plan));
    }
    std::sort(plan_.targets.begin(), plan_.targets.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
  }

  void read_alerts() {
    AlertGround ground{{}, stream_ids_, around_.all_files_parsed};
    for (const auto& [id, place] : target_ids_) ground.targets.insert(id);
    std::map<std::string, Place> ids;
    for_each("alert", [&](const toml::table& table, const Source& source) {
      declare_named("alert", id_of(table, source), ids);
      auto alert = read_alert(table, source, ground, report_);
      if (alert) alerts_.push_back(std::move(*alert));
    });
  }

  void add_alerts() {
    for (AlertDeclaration& alert : alerts_) {
      alert.plan.target = number_of(plan_.targets, alert.target);
      alert.plan.stream = number_of(plan_.streams, alert.stream);
      plan_.alerts.push_back(std::move(alert.plan));
    }
    std::sort(plan_.alerts.begin(), plan_.alerts.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
  }

  // Files are read in the order of their names, and so are their boards.
  void read_boards() {
    BoardGround ground{this->ground(), &targets_, {}, {}, plan_.root_unit};
    for (const auto& [id, place] : indicator_ids_) ground.indicator_ids.push_back(id);
    for (const auto& [id, place] : target_ids_) ground.target_ids.push_back(id);
    std::map<std::string, Place> ids;
    for_each("board", [&](const toml::table& table, const Source& source) {
      declare_named("board", id_of(table, source), ids);
      auto board = read_board(table, source, ground, report_);
      if (board) plan_.boards.push_back(std::move(*board));
    });
  }

  void read_reports() {
    ReportGround ground{this->ground(), {}, around_.knows_work_time, around_.report_day};
    for (const auto& [id, place] : indicator_ids_) ground.indicator_ids.push_back(id);
    for_each("report", [&](const toml::table& table, const Source& source) {
      declare_named("report", id_of(table, source), report_ids_);
      auto report = read_report(table, source, ground, report_);
      if (report) plan_.reports.push_back(std::move(*report));
    });
    std::sort(plan_.reports.begin(), plan_.reports.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
  }

  void read_provisions() {
    ProvisionGround ground{
        this->ground(), &plan_.reports, {}, around_.knows_work_time, around_.report_day};
    for (const auto& [id, place] : report_ids_) ground.report_ids.push_back(id);
    std::map<std::string, Place> ids;
    for_each("provision", [&](const toml::table& table, const Source& source) {
      declare_named("provision", id_of(table, source), ids);
      auto provision = read_provision(table, source, ground, report_);
      if (provision) provisions_.push_back(std::move(*provision));
    });
  }

  void add_provisions() {
    for (ProvisionDeclaration& provision : provisions_) {
      model::ProvisionPlan& plan = provision.plan;
      plan.indicator = number_of(plan_.indicators, provision.indicator);
      if (plan.complete) plan.complete->indicator = number_of(plan_.indicators, provision.complete);
      if (plan.valid) plan.valid->indicator = number_of(plan_.indicators, provision.valid);
      plan_.provisions.push_back(std::move(plan));
    }
    std::sort(plan_.provisions.begin(), plan_.provisions.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
  }

  void read_cases() {
    CaseGround ground = this->ground();
    for (const auto& [id, place] : target_ids_) ground.targets.insert(id);
    std::map<std::string, Place> names;
    for_each("test", [&](const toml::table& table, const Source& source) {
      declare_named("test", text_at(table, source, "name"), names);
      cases_.push_back(read_case(table, source, ground, report_));
    });
  }

  bool declare(std::string_view kind, const std::string& id, const Place& place,
               std::map<std::string, Place>& ids) {
    const auto [first, is_new] = ids.try_emplace(id, place);
    if (is_new) return true;
    report_.error(place, "duplicate-id", fmt::format("duplicate {} '{}'", kind, id),
                  "the first is at " + to_string(first->second));
    return false;
  }

  Report report_;
  Source units_source_;
  bool units_are_missing_;
  bool units_are_read_ = false;
  std::vector<Document> documents_;
  std::set<std::string> lost_ids_;  // of what could not be read
  model::Plan plan_;
  Surroundings around_;
  std::vector<StreamDeclaration> streams_;
  std::set<std::string> stream_ids_;  // those at fault too
  std::vector<LifecycleDeclaration> lifecycles_;
  std::vector<IndicatorDeclaration> indicators_;
  std::map<std::string, Place> indicator_ids_;  // those at fault too
  std::vector<Case> cases_;
  std::optional<FormulaResolver> formulas_;
  std::vector<TargetDeclaration> targets_;
  std::map<std::string, Place> target_ids_;  // those at fault too
  std::vector<AlertDeclaration> alerts_;
  std::map<std::string, Place> report_ids_;  // those at fault too
  std::vector<ProvisionDeclaration> provisions_;
};

}  // namespace

Loaded load(std::vector<SourceFile> toml_files, const SourceFile& units_csv) {
  return Loader(std::move(toml_files), units_csv).run();
}

}  // namespace ioc::catalog
