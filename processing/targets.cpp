#include "processing/targets.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "processing/formula.h"

namespace ioc::processing {
namespace {

using model::CivilDay;
using model::TargetState;
using model::WideInt;

double as_double(const model::Decimal& decimal) {
  return std::strtod(decimal.to_string().c_str(), nullptr);
}

// The sign of quantity - limit; in doubles when the products do not fit.
int compare(const Quantity& quantity, const model::Decimal& limit) {
  const Quantity other = decimal_quantity(limit.scaled, limit.scale);
  WideInt a = 0, b = 0;
  if (__builtin_mul_overflow(quantity.numerator, other.denominator, &a) ||
      __builtin_mul_overflow(other.numerator, quantity.denominator, &b)) {
    const double value = std::strtod(quantity_json(quantity).c_str(), nullptr);
    return value < as_double(limit) ? -1 : value > as_double(limit) ? 1 : 0;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

// Working days in (from, to].
std::int64_t working_days(const model::Plan& plan, CivilDay from, CivilDay to) {
  if (!plan.calendar) return to - from;
  std::int64_t days = 0;
  for (CivilDay day = from + 1; day <= to; ++day) {
    days += plan.calendar->is_working_day(plan.root_unit, day).value_or(true) ? 1 : 0;
  }
  return days;
}

double near_of(const model::TargetPlan& target, const model::Plan& plan) {
  if (target.near) return as_double(*target.near);
  const model::Measure measure =
      plan.indicators[static_cast<std::size_t>(target.indicator)].measure;
  const bool is_share = measure == model::Measure::share || measure == model::Measure::coverage;
  return is_share ? 0.05 : std::abs(as_double(target.limit)) / 10;
}

// The straight way from the baseline to the limit.
struct Pace {
  double expected;   // where it is by now
  double projected;  // where the way so far leads to at the deadline
  std::int64_t days_behind;
};

Pace pace_of(const model::TargetPlan& target, double value, CivilDay today,
             const model::Plan& plan) {
  const double from = as_double(target.baseline->value), to = as_double(target.limit);
  const CivilDay begin = target.baseline->on;
  const std::int64_t whole = std::max<std::int64_t>(1, working_days(plan, begin, *target.last_day));
  const std::int64_t gone =
      std::clamp<std::int64_t>(working_days(plan, begin, std::max(begin, today)), 0, whole);
  const double share = static_cast<double>(gone) / static_cast<double>(whole);
  Pace pace{from + (to - from) * share, value, 0};
  if (gone > 0) pace.projected = from + (value - from) / share;
  if (to != from) {
    const double reached = (value - from) / (to - from) * static_cast<double>(whole);
    pace.days_behind = static_cast<std::int64_t>(std::clamp(
        std::ceil(static_cast<double>(gone) - reached), 0.0, static_cast<double>(whole)));
  }
  return pace;
}

}  // namespace

model::TargetStanding judge(const model::TargetPlan& target, const model::Figure* figure,
                            model::Instant at, const model::Plan& plan) {
  model::TargetStanding out;
  const CivilDay today = plan.zone.day_of(at);
  const bool is_over = target.last_day && today > *target.last_day;
  if (target.last_day && !is_over) {
    out.days_left = working_days(plan, today, *target.last_day);
  }
  if (figure == nullptr) return out;
  out.figure = *figure;
  const std::optional<Quantity> quantity = quantity_of(*figure);
  if (!quantity) return out;
  const int side = compare(*quantity, target.limit);
  const double value = std::strtod(figure->value.c_str(), nullptr);
  const double direction = target.at_least ? 1 : -1;
  out.gap = direction * (as_double(target.limit) - value);
  if (target.at_least ? side >= 0 : side <= 0) {
    out.state = TargetState::met;
    return out;
  }
  if (is_over) {
    out.state = TargetState::missed;
    return out;
  }
  double missing = *out.gap;
  if (target.baseline) {
    const Pace pace = pace_of(target, value, today, plan);
    out.expected = pace.expected;
    out.projected = pace.projected;
    out.days_behind = pace.days_behind;
    missing = direction * (pace.expected - value);
    if (missing <= 0) {
      out.state = TargetState::on_pace;
      return out;
    }
  }
  out.state = missing <= near_of(target, plan) ? TargetState::behind : TargetState::lagging;
  return out;
}

}  // namespace ioc::processing
