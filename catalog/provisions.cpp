#include "catalog/provisions.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "catalog/figure_names.h"
#include "catalog/nearest.h"
#include "catalog/windows.h"
#include "catalog/written_due.h"
#include "catalog/written_number.h"
#include "catalog/written_units.h"

namespace ioc::catalog {
namespace {

constexpr Key kProvisionKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
    {"indicator", Shape::text},
    {"report", Shape::text},
    {"every", Shape::text},
    {"since", Shape::date},
    {"due", Shape::text},
    {"at_least", Shape::any},
    {"each", Shape::text},
    {"units", Shape::texts},
    {"complete", Shape::table},
    {"valid", Shape::table},
    // For people only.
    {"legal_basis", Shape::name},
    {"owner", Shape::name},
    {"description", Shape::name},
    {"note", Shape::name},
};
constexpr Key kQualityKeys[] = {
    {"indicator", Shape::text, Need::required},
    {"window", Shape::text, Need::required},
    {"at_least", Shape::any, Need::required},
};
// What a report says of itself.
constexpr std::array<std::string_view, 6> kOfIndicators = {"every",    "since", "due",
                                                           "at_least", "each",  "units"};

class ProvisionReader {
 public:
  ProvisionReader(const toml::table& table, const Source& source, const ProvisionGround& ground,
                  Report& report)
      : source_(source),
        ground_(ground),
        units_(*ground.figures.units),
        report_(report),
        table_(table, source, "[[provision]]", kProvisionKeys, report) {}

  std::optional<ProvisionDeclaration> run() {
    const std::optional<Text> id = table_.text("id");
    if (!id || !check_id(*id, report_)) good_ = false;
    if (id) out_.plan.id = id->value;
    if (!table_.has("name")) good_ = false;
    out_.plan.name = table_.name("name");
    out_.plan.legal_basis = table_.name("legal_basis");
    out_.plan.owner = table_.name("owner");
    out_.plan.description = table_.name("description");
    read_subject();
    out_.plan.complete = read_quality("complete", out_.complete);
    out_.plan.valid = read_quality("valid", out_.valid);
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  void read_subject() {
    if (table_.is_written("indicator") == table_.is_written("report")) {
      const bool both = table_.is_written("report");
      return fault(both ? table_.value_place("report") : table_.place(),
                   both ? "bad-value" : "missing-key",
                   both ? "`indicator` and `report` stand side by side"
                        : "what is provided? It has no `indicator` and no `report`",
                   "indicator = \"…\" that counts it, or report = \"…\" for an official report");
    }
    if (table_.is_written("report")) return read_report();
    read_indicator();
    read_since_and_due();
    if (const toml::node* least = table_.node("at_least")) {
      out_.plan.at_least = amount(*least, table_);
    }
    read_units();
  }

  void read_report() {
    for (const std::string_view key : kOfIndicators) {
      if (!table_.is_written(key)) continue;
      fault(table_.value_place(key), "bad-value",
            fmt::format("'{}' is what the report itself says", key), "leave it out");
    }
    const std::optional<Text> name = table_.text("report");
    if (!name) return fail();
    const auto form = std::find_if(ground_.reports->begin(), ground_.reports->end(),
                                   [&](const auto& each) { return each.id == name->value; });
    if (form == ground_.reports->end()) {
      fail();
      const bool is_broken =
          std::binary_search(ground_.report_ids.begin(), ground_.report_ids.end(), name->value);
      if (is_broken || !ground_.figures.all_files_parsed) return;
      return fault(name->place, "unknown-name", fmt::format("unknown report '{}'", name->value),
                   suggestion(name->value, ground_.report_ids));
    }
    out_.plan.report = form->id;
    out_.plan.every = form->period;
    out_.plan.report_day = form->report_day;
    out_.plan.since = form->since;
    out_.plan.due = form->due;
    out_.plan.units = form->units;
  }

  void read_indicator() {
    const std::optional<Text> name = table_.text("indicator");
    if (!name) return fail();
    const CaseIndicator* indicator = by_unit(*name);
    out_.indicator = name->value;
    out_.plan.report_day = ground_.report_day;
    const std::optional<Text> every = table_.text("every");
    if (!every) {
      if (table_.is_written("every")) return fail();
      return fault(table_.place(), "missing-key", "how often is it provided? It has no `every`",
                   "every = \"day\", or another period of the calendar");
    }
    out_.plan.every = every->value;
    const auto window = read_window(*every, report_);
    if (!window) return fail();
    if (!is_period(window->kind)) {
      return fault(every->place, "bad-window",
                   fmt::format("'{}' is no period of the calendar", every->value),
                   "day, week, month, quarter, year, report-month, report-quarter, report-half or "
                   "report-year");
    }
    if (indicator != nullptr && !knows_window(*indicator, *every, report_)) fail();
  }

  // Null where anything is wrong with it.
  const CaseIndicator* by_unit(const Text& name) {
    const CaseIndicator* indicator = find_indicator(name, ground_.figures, report_);
    if (indicator == nullptr) {
      fail();
    } else if (!is_plain(*indicator) || !is_by_unit(*indicator)) {
      fault(name.place, "bad-value", fmt::format("'{}' is not by units alone", name.value),
            "name an indicator with by = [\"unit\"] and nothing else");
      return nullptr;
    }
    return indicator;
  }

  void read_since_and_due() {
    if (const auto since = table_.date("since")) {
      out_.plan.since = *since;
    } else if (table_.is_written("since")) {
      fail();
    } else {
      fault(table_.place(), "missing-key", "since when is it provided? It has no `since`",
            "since = 2020-10-01: no period that ended before it is asked for");
    }
    const std::optional<Text> text = table_.text("due");
    if (!text) {
      if (table_.is_written("due")) return fail();
      return fault(table_.place(), "missing-key", "when is it late? It has no `due`",
                   "due = \"1 working day\", or due = \"3 days\"");
    }
    if (const auto due = read_due(*text, ground_.knows_work_time, report_)) {
      out_.plan.due = *due;
    } else {
      fail();
    }
  }

  void read_units() {
    auto units = catalog::read_units(table_, units_, {"who provides it?", "nobody provides it"},
                                     report_, good_);
    if (!units) return;
    out_.plan.units = *std::move(units);
  }

  std::optional<model::ProvisionQuality> read_quality(std::string_view key, std::string& into) {
    const toml::table* inner = table_.table(key);
    if (inner == nullptr) {
      if (table_.is_written(key)) fail();
      return std::nullopt;
    }
    const std::string title = fmt::format("`{}`", key);
    const Table table(*inner, source_, title, kQualityKeys, report_);
    const std::optional<Text> name = table.text("indicator"), window = table.text("window");
    const toml::node* least = table.node("at_least");
    if (!name || !window || least == nullptr) {
      fail();
      return std::nullopt;
    }
    into = name->value;
    const CaseIndicator* indicator = by_unit(*name);
    if (indicator != nullptr && !knows_window(*indicator, *window, report_)) fail();
    return model::ProvisionQuality{-1, window->value, amount(*least, table)};
  }

  model::Decimal amount(const toml::node& node, const Table& table) {
    const model::Decimal read = number(node);
    if (read.scaled < 0) {
      fault(table.value_place("at_least"), "bad-value", "everybody provides at least 0",
            "how many, or which share, as in 0.95");
    }
    return read;
  }

  model::Decimal number(const toml::node& node) {
    if (const auto exact = written_number(node)) return *exact;
    fault(place_of(source_, node.source()), "wrong-type", "a number is wanted",
          "as in 0.95 or 10, of at most 18 digits");
    return {};
  }

  void fail() { good_ = false; }
  void fault(const Place& place, std::string code, std::string text, std::string help) {
    report_.error(place, std::move(code), std::move(text), std::move(help));
    good_ = false;
  }

  const Source& source_;
  const ProvisionGround& ground_;
  const model::UnitTree& units_;
  Report& report_;
  const Table table_;
  ProvisionDeclaration out_;
  bool good_ = true;
};

}  // namespace

std::optional<ProvisionDeclaration> read_provision(const toml::table& table, const Source& source,
                                                   const ProvisionGround& ground, Report& report) {
  return ProvisionReader(table, source, ground, report).run();
}

}  // namespace ioc::catalog
