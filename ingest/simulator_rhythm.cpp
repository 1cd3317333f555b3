// The table of a week, read forwards and backwards.
#include "ingest/simulator_rhythm.h"

#include <algorithm>
#include <cmath>

namespace ioc::ingest {
namespace {

constexpr std::int64_t kWeekMs = 7 * model::kDayMs;
// 1970-01-05 was the first Monday.
constexpr std::int64_t kMondayMs = 4 * model::kDayMs - kProvinceOffsetMs;
constexpr int kWorkingDays = 5;

double intensity_at(std::span<const Pace> day, int minute) {
  double now = 0;
  for (const Pace& pace : day) {
    if (pace.hour * 60 + pace.minute <= minute) now = pace.intensity;
  }
  return now;
}

}  // namespace

double Chance::exponential(double mean) { return -mean * std::log1p(-uniform()); }

Rhythm::Rhythm(std::span<const Pace> working_day, std::span<const Pace> rest_day) {
  sums_[0] = 0;
  for (int minute = 0; minute < kMinutes; ++minute) {
    const auto& day = minute / (24 * 60) < kWorkingDays ? working_day : rest_day;
    const auto at = static_cast<std::size_t>(minute);
    sums_[at + 1] = sums_[at] + 60.0 * intensity_at(day, minute % (24 * 60));
  }
}

model::Instant Rhythm::after(model::Instant from, double seconds) const {
  std::int64_t week_ms = model::floor_div(from.ms - kMondayMs, kWeekMs) * kWeekMs + kMondayMs;
  const std::int64_t into_ms = from.ms - week_ms;
  const auto minute = static_cast<std::size_t>(into_ms / model::kMinuteMs);
  const double part = static_cast<double>(into_ms % model::kMinuteMs) / model::kMinuteMs;
  double wanted = sums_[minute] + part * (sums_[minute + 1] - sums_[minute]) + seconds;

  const double weeks = std::floor(wanted / seconds_per_week());
  wanted -= weeks * seconds_per_week();
  week_ms += static_cast<std::int64_t>(weeks) * kWeekMs;
  // The last minute that begins at or before what is wanted, and has some intensity to reach it.
  const auto above = std::upper_bound(sums_.begin() + 1, sums_.end() - 1, wanted);
  const auto found = static_cast<std::size_t>(above - sums_.begin()) - 1;
  const double width = sums_[found + 1] - sums_[found];
  const double fraction = width > 0 ? (wanted - sums_[found]) / width : 0;
  const auto within_ms = static_cast<std::int64_t>(fraction * model::kMinuteMs);
  const std::int64_t at = week_ms + static_cast<std::int64_t>(found) * model::kMinuteMs + within_ms;
  return {std::max(at, from.ms)};
}

}  // namespace ioc::ingest
