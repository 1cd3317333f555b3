#include "processing/provision.h"

#include <algorithm>
#include <functional>

#include "model/limits.h"
#include "processing/report_periods.h"
#include "processing/targets.h"

namespace ioc::processing {
namespace {

using model::CivilDay;
using model::Figure;
using model::Instant;
using model::Plan;
using model::ProvisionPlan;
using model::ProvisionQuality;
using model::ProvisionStanding;
using model::ProvisionState;
using model::UnitIndex;

constexpr std::size_t kDaysPerPeriod = 3;  // of days: a third of them at least is worked

// A form with the provision's periods: their arithmetic is that of reports.
model::ReportPlan form_of(const ProvisionPlan& provision) {
  model::ReportPlan form;
  form.period = provision.every;
  form.report_day = provision.report_day;
  form.since = provision.since;
  form.due = provision.due;
  return form;
}

bool is_daily(const ProvisionPlan& provision) { return provision.every == "day"; }

// Those that may be looked at for some unit, the newest first; the running one is the first.
std::vector<ReportPeriod> periods_of(const ReportPeriods& periods, const ProvisionPlan& provision,
                                     Instant now) {
  const std::size_t count = model::kProvisionPeriods + 1;
  return periods.until(now, is_daily(provision) ? count * kDaysPerPeriod : count);
}

std::int64_t working_days_since(const Plan& plan, UnitIndex unit, Instant since, Instant now) {
  const CivilDay today = plan.zone.day_of(now);
  std::int64_t days = 0;
  for (CivilDay day = plan.zone.day_of(since); day <= today; ++day) {
    days += plan.calendar ? (plan.calendar->is_working_day(unit, day).value_or(true) ? 1 : 0) : 1;
  }
  return days;
}

// The limit as a target, which compares in exact numbers.
bool reaches(const Plan& plan, int indicator, const model::Decimal& at_least, const Figure* figure,
             Instant now) {
  model::TargetPlan target;
  target.indicator = indicator;
  target.limit = at_least;
  return judge(target, figure, now, plan).state == model::TargetState::met;
}

std::string quoted_unit(const Plan& plan, UnitIndex unit) {
  std::string json;
  model::append_json_string(json, plan.units.at(unit).code);
  return json;
}

using UnitEnd = std::pair<std::string, Instant>;  // the unit as JSON, the window's end
class Figures {
 public:
  explicit Figures(const std::vector<Figure>& all) {
    for (const Figure& figure : all) {
      if (figure.group.size() != 1) continue;
      by_[figure.indicator + ' ' + figure.window][{figure.group.front().value, figure.end}] =
          &figure;
    }
  }
  const Figure* at(const std::string& indicator, const std::string& window, const std::string& unit,
                   Instant end) const {
    const auto of = by_.find(indicator + ' ' + window);
    if (of == by_.end()) return nullptr;
    const auto found = of->second.find({unit, end});
    return found == of->second.end() ? nullptr : found->second;
  }
  // The newest of the unit.
  const Figure* newest(const std::string& indicator, const std::string& window,
                       const std::string& unit) const {
    const auto of = by_.find(indicator + ' ' + window);
    if (of == by_.end()) return nullptr;
    auto next = of->second.upper_bound({unit, model::kTimeEnd});
    if (next == of->second.begin()) return nullptr;
    --next;
    return next->first.first == unit ? next->second : nullptr;
  }

 private:
  std::map<std::string, std::map<UnitEnd, const Figure*>> by_;
};

// A period of one unit as its provision stands in it.
struct Turn {
  std::string label;
  std::optional<Instant> due;
  bool is_over = false;
  bool is_provided = false;
};

// Turns with the newest first, the running period among them; at most kProvisionPeriods are over.
void judge_turns(const Plan& plan, const std::vector<Turn>& turns, Instant now,
                 ProvisionStanding& standing) {
  bool is_unbroken = true;  // nothing provided has been met yet
  for (const Turn& turn : turns) {
    if (!turn.due || *turn.due > now) {
      // The one that is due next is the oldest of those that are not provided yet.
      if (!turn.is_provided) {
        standing.next = turn.label;
        standing.next_due = turn.due;
      }
      continue;
    }
    if (standing.last.empty()) standing.last = turn.label;
    ++standing.due_count;
    if (turn.is_provided) {
      ++standing.provided_count;
      is_unbroken = false;
      continue;
    }
    standing.missing.push_back(turn.label);
    if (is_unbroken) standing.late_since = turn.due;
  }
  if (standing.late_since) {
    standing.late_days = working_days_since(plan, standing.unit, *standing.late_since, now);
  }
}

std::optional<model::ProvisionMeasure> measure(const Plan& plan, const Figures& figures,
                                               const std::optional<ProvisionQuality>& quality,
                                               UnitIndex unit, Instant now) {
  if (!quality) return std::nullopt;
  const auto& indicator = plan.indicators[static_cast<std::size_t>(quality->indicator)];
  const Figure* figure = figures.newest(indicator.id, quality->window, quoted_unit(plan, unit));
  model::ProvisionMeasure made;
  if (figure != nullptr) made.figure = *figure;
  made.is_met = reaches(plan, quality->indicator, quality->at_least, figure, now);
  return made;
}

// What is not there is no fault of quality: it is missing, or nothing was sent.
bool is_poor(const std::optional<model::ProvisionMeasure>& of) {
  return of && of->figure && of->figure->value != "null" && !of->is_met;
}

void finish(const Plan& plan, const ProvisionPlan& provision, const Figures& figures, Instant now,
            ProvisionStanding& standing) {
  standing.complete = measure(plan, figures, provision.complete, standing.unit, now);
  standing.valid = measure(plan, figures, provision.valid, standing.unit, now);
  if (standing.late_since) {
    standing.state = ProvisionState::late;
  } else if (!standing.missing.empty()) {
    standing.state = ProvisionState::gaps;
  } else if (is_poor(standing.complete) || is_poor(standing.valid)) {
    standing.state = ProvisionState::poor;
  } else if (standing.due_count > 0) {
    standing.state = ProvisionState::provided;
  }
}

void ask_quality(const Plan& plan, const std::optional<ProvisionQuality>& quality,
                 std::vector<model::FigureQuery>& questions) {
  if (!quality) return;
  model::FigureQuery question;
  question.indicator = plan.indicators[static_cast<std::size_t>(quality->indicator)].id;
  question.window = quality->window;
  question.public_only = false;
  questions.push_back(std::move(question));
}

// The last two windows there can be: `sliding` ones end each minute, `month` ones each month.
void ask_lately(const Plan& plan, Instant now, std::vector<model::FigureQuery>& questions) {
  constexpr std::int64_t kYearMs = 366 * model::kDayMs;
  for (model::FigureQuery& question : questions) {
    if (question.from) continue;
    const auto indicator =
        std::find_if(plan.indicators.begin(), plan.indicators.end(),
                     [&](const auto& each) { return each.id == question.indicator; });
    const auto window =
        std::find_if(indicator->windows.begin(), indicator->windows.end(),
                     [&](const auto& each) { return each.text == question.window; });
    if (window->kind == model::WindowKind::now || window->kind == model::WindowKind::since)
      continue;
    const bool slides =
        window->kind == model::WindowKind::sliding || window->kind == model::WindowKind::tumbling;
    question.from = Instant{now.ms - (slides ? window->slide_ms : kYearMs)};
  }
}

}  // namespace

std::vector<model::FigureQuery> questions_of(const Plan& plan, const ProvisionPlan& provision,
                                             Instant now) {
  std::vector<model::FigureQuery> questions;
  if (provision.indicator >= 0) {
    const model::ReportPlan form = form_of(provision);
    const auto periods = periods_of(ReportPeriods(plan, form), provision, now);
    if (!periods.empty()) {
      model::FigureQuery question;
      question.indicator = plan.indicators[static_cast<std::size_t>(provision.indicator)].id;
      question.window = provision.every;
      question.public_only = false;
      question.from = periods.back().start;
      question.to = periods.front().end;
      questions.push_back(std::move(question));
    }
  }
  ask_quality(plan, provision.complete, questions);
  ask_quality(plan, provision.valid, questions);
  ask_lately(plan, now, questions);
  return questions;
}

std::vector<ProvisionStanding> judge_provision(const Plan& plan, int provision,
                                               const std::vector<Figure>& figures, Instant now) {
  const ProvisionPlan& of = plan.provisions[static_cast<std::size_t>(provision)];
  const auto& indicator = plan.indicators[static_cast<std::size_t>(of.indicator)];
  const Figures known(figures);
  const model::ReportPlan form = form_of(of);
  const ReportPeriods periods(plan, form);
  const std::vector<ReportPeriod> all = periods_of(periods, of, now);
  std::vector<ProvisionStanding> standings;
  for (const UnitIndex unit : of.units) {
    if (!plan.units.is_valid(unit, plan.zone.day_of(now))) continue;
    const std::string member = quoted_unit(plan, unit);
    std::vector<Turn> turns;
    std::size_t over = 0;
    for (const ReportPeriod& period : all) {
      const CivilDay last = plan.zone.day_of({period.end.ms - 1});
      const bool is_worked = !is_daily(of) || !plan.calendar ||
                             plan.calendar->is_working_day(unit, last).value_or(true);
      if (!is_worked || !plan.units.is_valid(unit, last)) continue;
      Turn turn{period.label, periods.due(period, unit), period.end <= now, false};
      if (turn.is_over && ++over > model::kProvisionPeriods) break;
      const Figure* figure = known.at(indicator.id, of.every, member, period.end);
      turn.is_provided = reaches(plan, of.indicator, of.at_least, figure, now);
      turns.push_back(std::move(turn));
    }
    ProvisionStanding standing;
    standing.provision = provision;
    standing.unit = unit;
    judge_turns(plan, turns, now, standing);
    finish(plan, of, known, now, standing);
    standings.push_back(std::move(standing));
  }
  return standings;
}

std::vector<ProvisionStanding> judge_report_provision(const Plan& plan, int provision,
                                                      const std::vector<Figure>& figures,
                                                      const std::vector<model::ReportSlot>& slots,
                                                      Instant now) {
  const ProvisionPlan& of = plan.provisions[static_cast<std::size_t>(provision)];
  const Figures known(figures);
  std::map<UnitIndex, std::vector<Turn>> turns;  // slots come with the newest period first
  for (const model::ReportSlot& slot : slots) {
    if (slot.summary.name.report != of.report) continue;
    std::vector<Turn>& list = turns[plan.units.find(slot.summary.name.unit)];
    if (list.size() > model::kProvisionPeriods) continue;
    list.push_back({slot.summary.name.period, model::parse_rfc3339(slot.due), slot.is_over,
                    slot.summary.revision > 0});
  }
  std::vector<ProvisionStanding> standings;
  for (const UnitIndex unit : of.units) {
    if (!plan.units.is_valid(unit, plan.zone.day_of(now))) continue;
    ProvisionStanding standing;
    standing.provision = provision;
    standing.unit = unit;
    judge_turns(plan, turns[unit], now, standing);
    finish(plan, of, known, now, standing);
    standings.push_back(std::move(standing));
  }
  return standings;
}

}  // namespace ioc::processing
