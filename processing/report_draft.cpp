#include "processing/report_draft.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "model/limits.h"

namespace ioc::processing {
namespace {

using model::Figure;
using model::FilledCell;
using model::FilledLine;
using model::FilledReport;
using model::IndicatorPlan;
using model::Measure;
using model::ReportLine;
using model::ReportPart;
using model::ReportPlan;
using model::UnitIndex;

// Which figure a cell is, but for its unit.
struct CellSource {
  const IndicatorPlan* indicator;
  std::string window;
  ReportPart part;
};

CellSource source_of(const model::Plan& plan, const ReportPlan& report, const ReportLine* row,
                     const ReportLine& column) {
  const int indicator = column.indicator >= 0 ? column.indicator : row->indicator;
  const std::string& window = column.window.empty() && row != nullptr ? row->window : column.window;
  const bool is_of_row = row != nullptr && row->has_part;
  return {&plan.indicators[static_cast<std::size_t>(indicator)],
          window.empty() ? report.period : window, is_of_row ? row->part : column.part};
}

// The unit itself first, then those of each level below it: on the period's last day, or on its
// first where they are no more on the last, so that what they did has a row.
std::vector<UnitIndex> units_of(const model::Plan& plan, const ReportPlan& report, UnitIndex unit,
                                model::CivilDay first, model::CivilDay last) {
  std::vector<UnitIndex> units;
  if (report.has_own_row || report.levels.empty()) units.push_back(unit);
  for (const std::string& level : report.levels) {
    for (std::size_t i = 0; i < plan.units.all().size(); ++i) {
      const auto below = static_cast<UnitIndex>(i);
      if (below == unit || plan.units.at(below).level != level) continue;
      const bool is_there = plan.units.is_valid(below, last);
      if (!is_there && !plan.units.is_valid(below, first)) continue;
      const std::vector<UnitIndex> up =
          plan.units.chain(below, plan.units.tree_of(is_there ? last : first));
      if (std::find(up.begin(), up.end(), unit) != up.end()) units.push_back(below);
    }
  }
  return units;
}

bool is_counted(Measure measure) {
  return measure == Measure::count || measure == Measure::sum || measure == Measure::distinct;
}

// Whether the formula of nothing counted is 0.
bool is_zero_of_nothing(const model::Plan& plan, const model::FormulaPlan& formula) {
  using Kind = model::FormulaStep::Kind;
  for (const int operand : formula.operands) {
    if (!is_counted(plan.indicators[static_cast<std::size_t>(operand)].measure)) return false;
  }
  std::vector<double> stack;
  for (const model::FormulaStep& step : formula.steps) {
    if (step.kind == Kind::operand || step.kind == Kind::number) {
      stack.push_back(step.kind == Kind::number && step.scaled != 0 ? 1 : 0);
      continue;
    }
    if (step.kind == Kind::negate) continue;
    const double right = stack.back();
    stack.pop_back();
    double& left = stack.back();
    if (step.kind == Kind::divide && right == 0) return false;
    // Of 0 and not 0 alone: a sum or difference with a number in it is taken for one.
    left = step.kind == Kind::multiply ? left * right
           : step.kind == Kind::divide ? left
                                       : std::max(left, right);
  }
  return stack.back() == 0;
}

// Nothing was counted: that is 0 of a count, and no value of a share.
bool is_zero(const model::Plan& plan, const CellSource& source) {
  if (source.part != ReportPart::value) return true;
  if (source.indicator->formula) return is_zero_of_nothing(plan, *source.indicator->formula);
  return is_counted(source.indicator->measure);
}

std::string value_of(const Figure& figure, ReportPart part) {
  switch (part) {
    case ReportPart::value: return figure.value == "null" ? std::string() : figure.value;
    case ReportPart::numerator: return figure.numerator.value_or("");
    case ReportPart::denominator: return figure.denominator.value_or("");
    case ReportPart::count: return std::to_string(figure.count);
  }
  return {};
}

std::string json_string(std::string_view text) {
  std::string out;
  model::append_json_string(out, text);
  return out;
}

// Role: fills one form.
class Filler {
 public:
  Filler(const model::Plan& plan, const ReportPlan& report, UnitIndex unit,
         const ReportPeriod& period, const ReportFigures& figures)
      : plan_(plan), report_(report), unit_(unit), period_(period), figures_(figures) {
    for (const Figure& figure : figures.figures) {
      if (figure.end != period.end || figure.group.size() != 1) continue;
      by_source_[{figure.indicator, figure.window, figure.group.front().value}] = &figure;
    }
  }

  FilledReport run() {
    write_head();
    for (const ReportLine& column : report_.columns) out_.columns.push_back(line_of(column));
    if (!report_.lines.empty()) {
      for (const ReportLine& row : report_.lines) {
        out_.rows.push_back(line_of(row));
        out_.rows.back().unit = plan_.units.at(unit_).code;
        fill_row(&row, unit_);
      }
      return std::move(out_);
    }
    const model::CivilDay first = plan_.zone.day_of(period_.start);
    const model::CivilDay last = plan_.zone.day_of({period_.end.ms - 1});
    for (const UnitIndex unit : units_of(plan_, report_, unit_, first, last)) {
      const model::Unit& of = plan_.units.at(unit);
      out_.rows.push_back({of.code, "", {of.name_vi, of.name_en}, of.code, "", "", ""});
      fill_row(nullptr, unit);
    }
    return std::move(out_);
  }

 private:
  void write_head() {
    const model::Unit& unit = plan_.units.at(unit_);
    out_.catalog_id = plan_.id;
    out_.catalog = plan_.hash;
    out_.name = {report_.id, unit.code, period_.label};
    out_.form = report_.form;
    out_.external_code = report_.external_code;
    out_.title = report_.name;
    out_.legal_basis = report_.legal_basis;
    out_.comment = report_.comment;
    out_.unit_name = {unit.name_vi, unit.name_en};
    out_.window = report_.period;
    out_.start = time(period_.start);
    out_.end = time(period_.end);
    const auto due = ReportPeriods(plan_, report_).due(period_, unit_);
    if (due) out_.due = time(*due);
  }

  FilledLine line_of(const ReportLine& line) const {
    FilledLine out{line.id, line.code, line.name, "", "", line.window, ""};
    if (line.indicator >= 0) {
      out.indicator = plan_.indicators[static_cast<std::size_t>(line.indicator)].id;
    }
    if (line.has_part) out.part = name_of(line.part);
    return out;
  }

  void fill_row(const ReportLine* row, UnitIndex unit) {
    std::vector<FilledCell>& cells = out_.cells.emplace_back();
    for (const ReportLine& column : report_.columns) {
      cells.push_back(cell(source_of(plan_, report_, row, column), unit));
    }
  }

  FilledCell cell(const CellSource& source, UnitIndex unit) {
    FilledCell out;
    const auto found = by_source_.find(
        {source.indicator->id, source.window, json_string(plan_.units.at(unit).code)});
    if (found == by_source_.end()) {
      if (is_zero(plan_, source)) out.value = "0";
      out.why = "nothing_counted";
      out.position = position(unread_position(*source.indicator));
      return out;
    }
    const Figure& figure = *found->second;
    out.value = value_of(figure, source.part);
    if (out.value.empty()) out.why = "nothing_to_divide";
    out.position = position(figure.position);
    out.figure = {figure.start ? time(*figure.start) : std::string(),
                  time(figure.end),
                  figure.value,
                  figure.numerator.value_or(""),
                  figure.denominator.value_or(""),
                  figure.count,
                  std::string(name_of(figure.status)),
                  figure.revision,
                  time(figure.as_of)};
    return out;
  }

  // Where the streams stood of which the indicator found nothing.
  std::string unread_position(const IndicatorPlan& indicator) const {
    std::set<int> streams;
    if (indicator.formula) {
      for (const int operand : indicator.formula->operands) {
        streams.insert(plan_.indicators[static_cast<std::size_t>(operand)].stream);
      }
    } else {
      streams.insert(indicator.stream);
    }
    std::string out;
    for (const int stream : streams) {
      const auto index = static_cast<std::size_t>(stream);
      if (index >= figures_.positions.size() || figures_.positions[index].size() <= 2) continue;
      const std::string& one = figures_.positions[index];
      out += (out.empty() ? "{" : ",") + one.substr(1, one.size() - 2);
    }
    return out.empty() ? out : out + '}';
  }

  int position(const std::string& json) {
    if (json.empty()) return -1;
    const auto at = std::find(out_.positions.begin(), out_.positions.end(), json);
    const auto index = static_cast<int>(at - out_.positions.begin());
    if (at == out_.positions.end()) out_.positions.push_back(json);
    return index;
  }

  std::string time(model::Instant t) const { return model::format_rfc3339(t, plan_.zone); }

  const model::Plan& plan_;
  const ReportPlan& report_;
  const UnitIndex unit_;
  const ReportPeriod& period_;
  const ReportFigures& figures_;
  std::map<std::tuple<std::string, std::string, std::string>, const Figure*> by_source_;
  FilledReport out_;
};

using CellValues = std::map<std::pair<std::string, std::string>, std::string>;

CellValues values_of(const FilledReport& report) {
  CellValues values;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
      values[{report.rows[row].id, report.columns[column].id}] = report.cells[row][column].value;
    }
  }
  return values;
}

}  // namespace

std::vector<model::FigureQuery> questions_of(const model::Plan& plan, const ReportPlan& report,
                                             UnitIndex unit, const ReportPeriod& period) {
  std::set<std::pair<std::string, std::string>> sources;  // indicator, window
  for (const ReportLine& column : report.columns) {
    const auto add = [&](const ReportLine* row) {
      const CellSource source = source_of(plan, report, row, column);
      sources.emplace(source.indicator->id, source.window);
    };
    if (report.lines.empty()) add(nullptr);
    for (const ReportLine& row : report.lines) add(&row);
  }
  // Who stood below whom then, when units have moved since, no filter of today tells.
  const bool is_today =
      plan.units.tree_of(plan.zone.day_of(period.start)) == plan.units.turns().size();
  std::vector<model::FigureQuery> questions;
  for (const auto& [indicator, window] : sources) {
    model::FigureQuery query;
    query.indicator = indicator;
    query.window = window;
    query.from = model::Instant{period.end.ms - 1};
    query.to = period.end;
    query.public_only = false;
    query.limit = model::kPageItemsMax;
    query.unit = plan.units.at(unit).code;
    if (report.has_own_row || report.levels.empty()) questions.push_back(query);
    for (const std::string& level : report.levels) {
      query.level = level;
      if (!is_today) query.unit.clear();
      questions.push_back(query);
    }
  }
  return questions;
}

FilledReport fill_report(const model::Plan& plan, const ReportPlan& report, UnitIndex unit,
                         const ReportPeriod& period, const ReportFigures& figures) {
  return Filler(plan, report, unit, period, figures).run();
}

std::vector<model::ReportChange> changes_between(const FilledReport& before,
                                                 const FilledReport& after) {
  const CellValues new_values = values_of(after);
  std::vector<model::ReportChange> changes;
  for (const auto& [key, value] : values_of(before)) {
    const auto now = new_values.find(key);
    if (now == new_values.end() || now->second == value) continue;
    changes.push_back({key.first, key.second, value, now->second});
  }
  return changes;
}

}  // namespace ioc::processing
