// A small catalogue with one form, for tests of reports.
#pragma once

#include <string>

#include "model/plan.h"

namespace ioc::processing::kit {

// Units 49 > {502 > {A, B}, 503}; A moved from 503 to 502 on 2021-01-01, C of
// 503 was closed in the middle of that month. Indicators: a.count,
// b.share, c.formula (= a.count + a.count), d.ratio (= a.count / a.count).
inline model::Plan report_plan() {
  model::Plan plan;
  plan.id = "test";
  plan.hash = "abc";
  plan.zone = model::Zone("Fixed/Seven", {{INT64_MIN, 7 * model::kHourMs}});
  const model::CivilDay moved = *model::parse_day("2021-01-01");
  const model::CivilDay closed = *model::parse_day("2021-01-15");
  plan.units = model::UnitTree({{"49", "Tỉnh", "Province", "province", -1, {}, {}},
                                {"502", "Tam Kỳ", "Tam Ky", "district", 0, {}, {}},
                                {"503", "Hội An", "Hoi An", "district", 0, {}, {}},
                                {"A", "Xã A", "A", "commune", 1, {}, {}, {{0, 2}, {moved, 1}}},
                                {"B", "Xã B", "B", "commune", 1, {}, {}},
                                {"C", "Xã C", "C", "commune", 2, {}, closed}});
  plan.root_unit = 0;
  plan.streams.emplace_back().id = "dossiers";
  for (const char* id : {"a.count", "b.share", "c.formula", "d.ratio"}) {
    model::IndicatorPlan& indicator = plan.indicators.emplace_back();
    indicator.id = id;
    indicator.stream = 0;
    indicator.measure = *id == 'b' ? model::Measure::share : model::Measure::count;
    if (*id != 'c' && *id != 'd') continue;
    using Kind = model::FormulaStep::Kind;
    indicator.measure = model::Measure::formula;
    indicator.stream = -1;
    indicator.formula = {{0}, {{Kind::operand, 0}, {Kind::operand, 0}}};
    indicator.formula->steps.push_back({*id == 'c' ? Kind::add : Kind::divide});
  }
  model::WorkRules rules;
  rules.root = 0;
  model::WorkWeek week;
  for (std::size_t day = 0; day < 5; ++day) week.days[day] = {{7 * 60, 17 * 60}};
  rules.own[0] = {week};
  rules.holidays = {*model::parse_day("2020-11-03")};
  plan.calendar.emplace(rules, plan.units, plan.zone);

  model::ReportPlan report;
  report.id = "r";
  report.name = {"Biểu", "Form"};
  report.period = "month";
  report.due = {2, true};
  report.since = *model::parse_day("2020-01-01");
  report.units = {1, 2};
  report.has_own_row = true;
  report.levels = {"commune"};
  for (int i = 0; i < 4; ++i) {
    model::ReportLine& column = report.columns.emplace_back();
    column.id = std::string(1, static_cast<char>('a' + i));
    column.indicator = i;
  }
  plan.reports.push_back(report);
  return plan;
}

inline model::Figure figure(const std::string& indicator, const std::string& unit,
                            const std::string& value, const std::string& end) {
  model::Figure figure;
  figure.indicator = indicator;
  figure.window = "month";
  figure.group = {{"unit", "\"" + unit + "\""}};
  figure.end = *model::parse_rfc3339(end);
  figure.value = value;
  figure.count = 3;
  figure.status = model::FigureStatus::final;
  figure.as_of = figure.end;
  figure.catalog = "abc";
  figure.position = "{\"t\":[5]}";
  return figure;
}

}  // namespace ioc::processing::kit
