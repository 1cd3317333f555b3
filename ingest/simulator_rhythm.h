// Chance and the rhythm of the days, as the simulator needs them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/time.h"
#include "model/work_calendar.h"

namespace ioc::ingest {

// Quảng Nam's clock: UTC+7 all year.
inline constexpr std::int64_t kProvinceOffsetMs = 7 * model::kHourMs;

model::CivilDay day_of(model::Instant t);
model::Instant day_start(model::CivilDay day);

// SplitMix64: small, fast, and the same numbers on every machine, which the distributions of the
// standard library do not promise.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  double between(double low, double high) { return low + (high - low) * uniform(); }
  bool happens(double probability) { return uniform() < probability; }
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>(uniform() * static_cast<double>(count));
  }
  double exponential(double mean);
  // The index of one of the weights, in proportion to them; they need not add up to one.
  std::size_t pick(std::span<const double> weights);

 private:
  std::uint64_t state_;
};

// Which days are worked: those of the calendar's root, Monday to Friday where it knows nothing.
class WorkDays {
 public:
  explicit WorkDays(const model::WorkCalendar* calendar);  // nullptr: no calendar at all
  bool is_working(model::CivilDay day) const;

 private:
  std::vector<bool> days_;  // from model::kWorkDayFirst
};

// From this local minute of the day on, this intensity (0..1).
struct Pace {
  int hour;
  int minute;
  double intensity;
};

// Role: a clock that runs at the intensity of the hour. `after(t, s)` is the instant at which s
// seconds of full intensity have passed since t; at night it may stand still, and on a rest day.
// The simple idea: a day's intensity summed minute by minute; whole days are walked over, and
// within a day both ways are a look in the table.
// Invariants: R1 after(t, s) >= t. R2 for s > 0 it lies in or at the end of a minute of some
// intensity. `days` outlives the rhythm. Cost: a step for each day between.
class Rhythm {
 public:
  Rhythm(const WorkDays& days, std::span<const Pace> working_day, std::span<const Pace> rest_day);

  model::Instant after(model::Instant from, double seconds) const;
  double seconds_per_working_day() const { return working_[kMinutes]; }
  double seconds_per_week() const { return 5 * working_[kMinutes] + 2 * rest_[kMinutes]; }

 private:
  static constexpr int kMinutes = 24 * 60;
  using Sums = std::array<double, kMinutes + 1>;  // seconds of full intensity since 00:00

  static Sums summed(std::span<const Pace> day);
  const Sums& sums_of(model::CivilDay day) const {
    return days_->is_working(day) ? working_ : rest_;
  }

  const WorkDays* days_;
  Sums working_;
  Sums rest_;
};

}  // namespace ioc::ingest
