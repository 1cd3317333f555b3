#include "processing/targets.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <vector>

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

model::Decimal near_of(const model::TargetPlan& target, const model::Plan& plan) {
  if (target.near) return *target.near;
  const model::Measure measure =
      plan.indicators[static_cast<std::size_t>(target.indicator)].measure;
  const bool is_share = measure == model::Measure::share || measure == model::Measure::coverage;
  if (is_share) return {5, 2};
  const WideInt limit = target.limit.scaled;
  return {limit < 0 ? -limit : limit, target.limit.scale + 1};
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

// a + sign * b, exactly: numbers of the catalogue have 18 digits, so there is room for both.
model::Decimal sum_of(model::Decimal a, model::Decimal b, int sign) {
  for (; a.scale < b.scale; ++a.scale) a.scaled *= 10;
  for (; b.scale < a.scale; ++b.scale) b.scaled *= 10;
  return {a.scaled + sign * b.scaled, a.scale};
}

// What a figure must reach to be at the limit, or with `is_firm` beyond it by `back`.
bool reaches(const model::TargetPlan& target, const Quantity& quantity, model::Decimal limit,
             bool is_firm) {
  if (is_firm && target.back) limit = sum_of(limit, *target.back, target.at_least ? 1 : -1);
  const int side = compare(quantity, limit);
  return target.at_least ? side >= 0 : side <= 0;
}

bool is_over(const model::TargetPlan& target, CivilDay today) {
  return target.last_day && today > *target.last_day;
}

// The state of a figure by itself; `is_firm`: with `back` less. `pace` where there is a baseline:
// the way to the limit is a line in doubles, all else is exact.
TargetState state_of(const model::TargetPlan& target, const model::Figure& figure,
                     const Quantity& quantity, const std::optional<Pace>& pace, CivilDay today,
                     const model::Plan& plan, bool is_firm) {
  if (reaches(target, quantity, target.limit, is_firm)) return TargetState::met;
  if (is_over(target, today)) return TargetState::missed;
  const model::Decimal near = near_of(target, plan);
  if (!pace) {
    const model::Decimal edge = sum_of(target.limit, near, target.at_least ? -1 : 1);
    return reaches(target, quantity, edge, is_firm) ? TargetState::behind : TargetState::lagging;
  }
  const double value = std::strtod(figure.value.c_str(), nullptr);
  double missing = (target.at_least ? 1 : -1) * (pace->expected - value);
  if (is_firm && target.back) missing += as_double(*target.back);
  if (missing <= 0) return TargetState::on_pace;
  return missing <= as_double(near) ? TargetState::behind : TargetState::lagging;
}

constexpr TargetState kRanked[] = {TargetState::lagging, TargetState::behind, TargetState::on_pace,
                                   TargetState::met};

int rank_of(TargetState state) {
  const auto at = std::find(std::begin(kRanked), std::end(kRanked), state);
  return at == std::end(kRanked) ? -1 : static_cast<int>(at - std::begin(kRanked));
}

// Of a standing that `judge` has given for the instant.
int firm_rank_of(const model::TargetPlan& target, const model::TargetStanding& standing,
                 model::Instant at, const model::Plan& plan) {
  const std::optional<Quantity> quantity = quantity_of(*standing.figure);
  if (!quantity) return -1;
  const CivilDay today = plan.zone.day_of(at);
  std::optional<Pace> pace;
  if (target.baseline) {
    pace = pace_of(target, std::strtod(standing.figure->value.c_str(), nullptr), today, plan);
  }
  return rank_of(state_of(target, *standing.figure, *quantity, pace, today, plan, true));
}

}  // namespace

model::TargetStanding judge(const model::TargetPlan& target, const model::Figure* figure,
                            model::Instant at, const model::Plan& plan) {
  model::TargetStanding out;
  const CivilDay today = plan.zone.day_of(at);
  if (target.last_day && !is_over(target, today)) {
    out.days_left = working_days(plan, today, *target.last_day);
  }
  if (figure == nullptr) return out;
  out.figure = *figure;
  const std::optional<Quantity> quantity = quantity_of(*figure);
  if (!quantity) return out;
  const double value = std::strtod(figure->value.c_str(), nullptr);
  out.gap = (target.at_least ? 1 : -1) * (as_double(target.limit) - value);
  std::optional<Pace> pace;
  if (target.baseline) pace = pace_of(target, value, today, plan);
  out.state = state_of(target, *figure, *quantity, pace, today, plan, false);
  if (pace && out.state != TargetState::met && out.state != TargetState::missed) {
    out.expected = pace->expected;
    out.projected = pace->projected;
    out.days_behind = pace->days_behind;
  }
  return out;
}

bool depends_on_past(const model::TargetPlan& target, const model::TargetStanding& open,
                     model::Instant at, const model::Plan& plan) {
  const int rank = rank_of(open.state);
  if (rank <= 0 || is_over(target, plan.zone.day_of(at))) return false;
  return target.hold_ms > 0 || firm_rank_of(target, open, at, plan) < rank;
}

model::TargetStanding keep_state(const model::TargetPlan& target,
                                 std::span<const model::TargetStanding> past,
                                 const model::TargetStanding& open, model::Instant at,
                                 const model::Plan& plan) {
  if (!depends_on_past(target, open, at, plan)) return open;
  struct Firm {
    std::int64_t end_ms;
    int rank;
  };
  std::vector<Firm> held;  // of the windows that end within `hold`, the oldest first
  int state = -1;          // before the first window
  const auto take = [&](const model::TargetStanding& window, model::Instant judged_at) {
    const int rank = rank_of(window.state);
    if (rank < 0) return;
    const std::int64_t end_ms = window.figure->end.ms;
    held.push_back({end_ms, firm_rank_of(target, window, judged_at, plan)});
    std::erase_if(held, [&](const Firm& firm) {
      return firm.end_ms != end_ms && firm.end_ms <= end_ms - target.hold_ms;
    });
    const int firm = std::min_element(held.begin(), held.end(), [](const Firm& a, const Firm& b) {
                       return a.rank < b.rank;
                     })->rank;
    state = state < 0 ? rank : std::min(rank, std::max(state, firm));
  };
  for (const model::TargetStanding& window : past) {
    if (window.figure) take(window, model::Instant{window.figure->end.ms - 1});
  }
  take(open, at);
  model::TargetStanding out = open;
  out.is_held = kRanked[state] != open.state;
  out.state = kRanked[state];
  return out;
}

}  // namespace ioc::processing
