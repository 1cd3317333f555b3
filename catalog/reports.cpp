#include "catalog/reports.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string_view>

#include "catalog/figure_names.h"
#include "catalog/nearest.h"
#include "catalog/windows.h"
#include "catalog/written_due.h"
#include "catalog/written_units.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

using model::ReportLine;
using model::ReportPart;
using model::ReportPlan;
using model::WindowKind;
using model::WindowPlan;

constexpr Key kReportKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
    {"form", Shape::text},
    {"external_code", Shape::text},
    {"legal_basis", Shape::name},
    {"comment", Shape::name},
    {"period", Shape::text, Need::required},
    {"since", Shape::date, Need::required},
    {"due", Shape::text, Need::required},
    {"each", Shape::text},
    {"units", Shape::texts},
    {"approved_by", Shape::text},
    {"rows", Shape::texts},
    {"row", Shape::tables},
    {"column", Shape::tables, Need::required},
    // For people only.
    {"owner", Shape::name},
    {"description", Shape::name},
    {"note", Shape::name},
};
constexpr Key kLineKeys[] = {
    {"id", Shape::text, Need::required},
    {"name", Shape::name, Need::required},
    {"code", Shape::text},
    {"indicator", Shape::text},
    {"window", Shape::text},
    {"part", Shape::text},
    {"note", Shape::name},
};
constexpr std::string_view kSelf = "self";
constexpr std::string_view kParentApproves = "parent";

// A line of the form and where it was written.
struct Line {
  ReportLine plan;
  const CaseIndicator* indicator = nullptr;
  std::optional<Text> indicator_name;
  std::optional<Text> window;
  Place part;
  Place place;
};

// Whether each of the long periods ends where one of the short ones does.
bool ends_with(WindowKind longer, WindowKind shorter) {
  if (shorter == longer || shorter == WindowKind::day) return true;
  const auto is_among = [&](std::initializer_list<WindowKind> kinds) {
    return std::find(kinds.begin(), kinds.end(), shorter) != kinds.end();
  };
  switch (longer) {
    case WindowKind::quarter: return is_among({WindowKind::month});
    case WindowKind::year: return is_among({WindowKind::month, WindowKind::quarter});
    case WindowKind::report_quarter: return is_among({WindowKind::report_month});
    case WindowKind::report_half:
      return is_among({WindowKind::report_month, WindowKind::report_quarter});
    case WindowKind::report_year:
      return is_among(
          {WindowKind::report_month, WindowKind::report_quarter, WindowKind::report_half});
    default: return false;
  }
}

class ReportReader {
 public:
  ReportReader(const toml::table& table, const Source& source, const ReportGround& ground,
               Report& report)
      : source_(source),
        ground_(ground),
        units_(*ground.figures.units),
        report_(report),
        table_(table, source, "[[report]]", kReportKeys, report) {}

  std::optional<ReportPlan> run() {
    const std::optional<Text> id = table_.text("id");
    if (!id || !check_id(*id, report_)) good_ = false;
    if (id) out_.id = id->value;
    out_.name = named(table_);
    if (const auto form = table_.text("form")) out_.form = form->value;
    if (const auto code = table_.text("external_code")) out_.external_code = code->value;
    out_.legal_basis = table_.name("legal_basis");
    out_.comment = table_.name("comment");
    out_.report_day = ground_.report_day;
    read_period();
    read_due();
    read_units();
    read_rows();
    read_columns();
    judge_cells();
    return good_ ? std::optional(std::move(out_)) : std::nullopt;
  }

 private:
  model::Name named(const Table& table) {
    if (!table.has("name")) good_ = false;
    return table.name("name");
  }

  void read_period() {
    if (const auto since = table_.date("since")) {
      out_.since = *since;
    } else {
      fail();
    }
    const std::optional<Text> period = table_.text("period");
    if (!period) return fail();
    const std::optional<WindowPlan> window = read_window(*period, report_);
    if (!window) return fail();
    if (!is_period(window->kind)) {
      return fault(period->place, "bad-window",
                   fmt::format("'{}' is no period of the calendar", period->value),
                   "day, week, month, quarter, year, report-month, report-quarter, report-half or "
                   "report-year");
    }
    out_.period = period->value;
    period_ = *window;
  }

  void read_due() {
    const std::optional<Text> text = table_.text("due");
    if (!text) return fail();
    if (const auto due = catalog::read_due(*text, ground_.knows_work_time, report_)) {
      out_.due = *due;
    } else {
      fail();
    }
  }

  void read_units() {
    auto units =
        catalog::read_units(table_, units_, {"who reports?", "nobody reports"}, report_, good_);
    if (!units) return;
    out_.units = *std::move(units);
    read_approver();
  }

  void read_approver() {
    const std::optional<Text> approver = table_.text("approved_by");
    if (approver && approver->value != kParentApproves) {
      out_.approver = find_unit(*approver, units_, report_);
      if (out_.approver == model::kNoUnit) fail();
      return;
    }
    for (const model::UnitIndex unit : out_.units) {
      if (units_.at(unit).parent != model::kNoUnit) continue;
      return fault(
          approver ? approver->place : table_.place(), "bad-value",
          fmt::format("no unit stands above '{}' to approve its report", units_.at(unit).code),
          fmt::format("approved_by = \"{}\", or another unit", units_.at(unit).code));
    }
  }

  void read_rows() {
    if (table_.is_written("rows") == table_.is_written("row")) {
      const bool both = table_.is_written("rows");
      return fault(both ? table_.value_place("row") : table_.place(),
                   both ? "bad-value" : "missing-key",
                   both ? "`rows` and [[report.row]] stand side by side"
                        : "what are its rows? It has no `rows` and no [[report.row]]",
                   "rows = [\"self\"], rows = [\"self\", \"commune\"], or rows of indicators");
    }
    for (const Text& row : table_.texts("rows")) {
      const bool is_self = row.value == kSelf;
      if (!is_self && !knows_level(row, units_, report_)) {
        fail();
        continue;
      }
      const bool is_twice = is_self ? out_.has_own_row
                                    : std::find(out_.levels.begin(), out_.levels.end(),
                                                row.value) != out_.levels.end();
      if (is_twice) {
        fault(row.place, "bad-value", fmt::format("'{}' stands twice", row.value),
              "leave one of them out");
      } else if (is_self && !out_.levels.empty()) {
        fault(row.place, "bad-value", "the unit itself stands behind those below it",
              "put \"self\" first");
      }
      if (is_self) {
        out_.has_own_row = true;
      } else {
        out_.levels.push_back(row.value);
      }
    }
    if (table_.has("rows") && !out_.has_own_row && out_.levels.empty()) {
      fault(table_.value_place("rows"), "bad-value", "it has no rows", "rows = [\"self\"]");
    }
    rows_ = read_lines("row", "[[report.row]]", model::kReportLinesMax);
    for (const Line& row : rows_) out_.lines.push_back(row.plan);
  }

  void read_columns() {
    if (!table_.has("column")) return fail();
    columns_ = read_lines("column", "[[report.column]]", model::kReportColumnsMax);
    for (const Line& column : columns_) out_.columns.push_back(column.plan);
  }

  std::vector<Line> read_lines(std::string_view key, std::string_view title, std::size_t max) {
    const std::vector<const toml::table*> tables = table_.tables(key);
    if (table_.has(key) && (tables.empty() || tables.size() > max)) {
      fault(table_.value_place(key), "bad-value",
            fmt::format("'{}' has from 1 to {} entries, not {}", key, max, tables.size()),
            "make two reports of it");
    }
    std::vector<Line> lines;
    std::map<std::string, Place> ids;
    for (const toml::table* toml : tables) {
      const Table table(*toml, source_, title, kLineKeys, report_);
      lines.push_back(read_line(table));
      const std::optional<Text> id = table.text("id");
      if (!id || !check_id(*id, report_)) {
        fail();
        continue;
      }
      const auto [first, is_new] = ids.try_emplace(id->value, id->place);
      if (!is_new) {
        fault(id->place, "duplicate-id", fmt::format("duplicate {} '{}'", key, id->value),
              "the first is at " + to_string(first->second));
      }
    }
    return lines;
  }

  Line read_line(const Table& table) {
    Line line;
    line.place = table.place();
    if (const auto id = table.text("id")) line.plan.id = id->value;
    if (const auto code = table.text("code")) line.plan.code = code->value;
    line.plan.name = named(table);
    line.window = table.text("window");
    if (line.window) line.plan.window = line.window->value;
    line.indicator_name = table.text("indicator");
    if (line.indicator_name) read_indicator(*line.indicator_name, line);
    if (const auto part = table.text("part")) read_part(*part, line);
    return line;
  }

  void read_indicator(const Text& name, Line& line) {
    line.indicator = find_indicator(name, ground_.figures, report_);
    if (line.indicator == nullptr) return fail();
    const auto& ids = ground_.indicator_ids;
    line.plan.indicator =
        static_cast<int>(std::lower_bound(ids.begin(), ids.end(), name.value) - ids.begin());
    if (is_by_unit(*line.indicator)) return;
    line.indicator = nullptr;
    fault(name.place, "bad-value", fmt::format("'{}' is not by units alone", name.value),
          "a cell of a report is one figure of one unit");
  }

  void read_part(const Text& part, Line& line) {
    constexpr ReportPart kParts[] = {ReportPart::value, ReportPart::numerator,
                                     ReportPart::denominator, ReportPart::count};
    line.part = part.place;
    line.plan.has_part = true;
    std::vector<std::string> names;
    for (const ReportPart known : kParts) {
      names.emplace_back(name_of(known));
      if (names.back() != part.value) continue;
      line.plan.part = known;
      return;
    }
    fault(part.place, "unknown-name", fmt::format("a figure has no part '{}'", part.value),
          suggestion(part.value, names));
  }

  // Each cell is one figure: its column and its row together say which.
  void judge_cells() {
    if (!table_.has("row")) {
      for (const Line& column : columns_) {
        if (column.indicator_name) {
          judge_cell(column, nullptr);
        } else {
          fault(column.place, "missing-key", "the column names no indicator",
                "indicator = \"…\", unless rows name them");
        }
      }
      return;
    }
    for (const Line& row : rows_) {
      if (!row.indicator_name) {
        fault(row.place, "missing-key", "the row names no indicator", "indicator = \"…\"");
      }
    }
    for (const Line& column : columns_) {
      if (column.indicator_name) {
        fault(column.indicator_name->place, "bad-value", "rows and columns both name indicators",
              "leave it out: the rows say which");
        continue;
      }
      for (const Line& row : rows_) judge_cell(row, &column);
    }
  }

  // `line` names the indicator.
  void judge_cell(const Line& line, const Line* column) {
    if (column != nullptr && column->window && line.window) {
      return fault(line.window->place, "bad-value", "the row and a column both name a window",
                   "leave one of them out");
    }
    if (column != nullptr && column->plan.has_part && line.plan.has_part) {
      return fault(line.part, "bad-value", "the row and a column both name a part",
                   "leave one of them out");
    }
    if (line.indicator == nullptr) return;
    const bool is_of_column = column != nullptr && !line.window;
    const std::optional<Text>& window = is_of_column ? column->window : line.window;
    if (period_) judge_window(line, window);
    const ReportPart part =
        column != nullptr && column->plan.has_part ? column->plan.part : line.plan.part;
    judge_part(line, column != nullptr && column->plan.has_part ? column->part : line.part, part);
  }

  void judge_window(const Line& line, const std::optional<Text>& window) {
    const Text wanted = window ? *window : Text{out_.period, line.indicator_name->place};
    if (!knows_window(*line.indicator, wanted, report_)) return fail();
    const auto& windows = line.indicator->plan->windows;
    const auto plan = std::find_if(windows.begin(), windows.end(),
                                   [&](const auto& each) { return each.text == wanted.value; });
    if (plan->text == period_->text) return;
    const bool tells_the_end = plan->standing && !plan->opening;
    if (is_period(plan->kind) && ends_with(period_->kind, plan->kind) && tells_the_end) return;
    fault(wanted.place, "bad-window",
          fmt::format("'{}' does not suit the period '{}'", wanted.value, period_->text),
          tells_the_end ? "the window must end where the period ends"
                        : "only what stands at a window's end may have a shorter one");
  }

  void judge_part(const Line& line, const Place& place, ReportPart part) {
    using model::Measure;
    const Measure measure = line.indicator->plan->measure;
    const bool has_both =
        measure == Measure::share || measure == Measure::mean || measure == Measure::coverage;
    if (part == ReportPart::value || part == ReportPart::count || has_both) return;
    fault(place, "bad-value",
          fmt::format("'{}' has no {}", line.indicator->plan->id, name_of(part)),
          "shares and means have one");
  }

  void fail() { good_ = false; }
  void fault(const Place& place, std::string code, std::string text, std::string help) {
    report_.error(place, std::move(code), std::move(text), std::move(help));
    good_ = false;
  }

  const Source& source_;
  const ReportGround& ground_;
  const model::UnitTree& units_;
  Report& report_;
  const Table table_;
  std::optional<WindowPlan> period_;
  std::vector<Line> rows_;
  std::vector<Line> columns_;
  ReportPlan out_;
  bool good_ = true;
};

}  // namespace

std::optional<ReportPlan> read_report(const toml::table& table, const Source& source,
                                      const ReportGround& ground, Report& report) {
  return ReportReader(table, source, ground, report).run();
}

}  // namespace ioc::catalog
