// The table of a day, read forwards and backwards.
#include "ingest/simulator_rhythm.h"

#include <algorithm>
#include <cmath>

#include "model/check.h"

namespace ioc::ingest {
namespace {

constexpr int kWorkingWeekdays = 5;

double intensity_at(std::span<const Pace> day, int minute) {
  double now = 0;
  for (const Pace& pace : day) {
    if (pace.hour * 60 + pace.minute <= minute) now = pace.intensity;
  }
  return now;
}

bool is_weekday(model::CivilDay day) { return model::weekday_of(day) < kWorkingWeekdays; }

}  // namespace

model::CivilDay day_of(model::Instant t) {
  return static_cast<model::CivilDay>(model::floor_div(t.ms + kProvinceOffsetMs, model::kDayMs));
}

model::Instant day_start(model::CivilDay day) { return {day * model::kDayMs - kProvinceOffsetMs}; }

double Chance::exponential(double mean) { return -mean * std::log1p(-uniform()); }

std::size_t Chance::pick(std::span<const double> weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  double point = uniform() * sum;
  for (std::size_t i = 0; i + 1 < weights.size(); ++i) {
    if (point < weights[i]) return i;
    point -= weights[i];
  }
  return weights.size() - 1;
}

WorkDays::WorkDays(const model::WorkCalendar* calendar) {
  if (calendar == nullptr) return;
  days_.reserve(model::kWorkDayEnd - model::kWorkDayFirst);
  for (model::CivilDay day = model::kWorkDayFirst; day < model::kWorkDayEnd; ++day) {
    days_.push_back(calendar->is_working_day(model::kNoUnit, day).value_or(is_weekday(day)));
  }
}

bool WorkDays::is_working(model::CivilDay day) const {
  const auto index = static_cast<std::size_t>(day - model::kWorkDayFirst);
  return day >= model::kWorkDayFirst && index < days_.size() ? days_[index] : is_weekday(day);
}

Rhythm::Rhythm(const WorkDays& days, std::span<const Pace> working_day,
               std::span<const Pace> rest_day)
    : days_(&days), working_(summed(working_day)), rest_(summed(rest_day)) {
  IOC_CHECK(seconds_per_working_day() > 0);  // else a wait would never end
}

Rhythm::Sums Rhythm::summed(std::span<const Pace> day) {
  Sums sums{};
  for (int minute = 0; minute < kMinutes; ++minute) {
    const auto at = static_cast<std::size_t>(minute);
    sums[at + 1] = sums[at] + 60.0 * intensity_at(day, minute);
  }
  return sums;
}

model::Instant Rhythm::after(model::Instant from, double seconds) const {
  model::CivilDay day = day_of(from);
  const Sums* sums = &sums_of(day);
  const std::int64_t into_ms = from.ms - day_start(day).ms;
  const auto minute = static_cast<std::size_t>(into_ms / model::kMinuteMs);
  const double part = static_cast<double>(into_ms % model::kMinuteMs) / model::kMinuteMs;
  double wanted = (*sums)[minute] + part * ((*sums)[minute + 1] - (*sums)[minute]) + seconds;

  while (wanted >= (*sums)[kMinutes]) {
    wanted -= (*sums)[kMinutes];
    sums = &sums_of(++day);
  }
  // The last minute that begins at or before what is wanted, and has some intensity to reach it.
  const auto above = std::upper_bound(sums->begin() + 1, sums->end() - 1, wanted);
  const auto found = static_cast<std::size_t>(above - sums->begin()) - 1;
  const double width = (*sums)[found + 1] - (*sums)[found];
  const double fraction = width > 0 ? (wanted - (*sums)[found]) / width : 0;
  const auto within_ms = static_cast<std::int64_t>(fraction * model::kMinuteMs);
  const std::int64_t at =
      day_start(day).ms + static_cast<std::int64_t>(found) * model::kMinuteMs + within_ms;
  return {std::max(at, from.ms)};
}

}  // namespace ioc::ingest
