// Chance and the rhythm of the week, as the simulator needs them.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "model/time.h"

namespace ioc::ingest {

// Quảng Nam's clock: UTC+7 all year.
inline constexpr std::int64_t kProvinceOffsetMs = 7 * model::kHourMs;

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

 private:
  std::uint64_t state_;
};

// From this local minute of the day on, this intensity (0..1).
struct Pace {
  int hour;
  int minute;
  double intensity;
};

// Role: a clock that runs at the intensity of the hour. `after(t, s)` is the instant at which s
// seconds of full intensity have passed since t; at night it may stand still.
// The simple idea: the week's intensity summed minute by minute; both ways are a look in the table.
class Rhythm {
 public:
  Rhythm(std::span<const Pace> working_day, std::span<const Pace> rest_day);

  model::Instant after(model::Instant from, double seconds) const;
  double seconds_per_week() const { return sums_[kMinutes]; }

 private:
  static constexpr int kMinutes = 7 * 24 * 60;
  std::array<double, kMinutes + 1> sums_;  // seconds of full intensity since Monday 00:00
};

}  // namespace ioc::ingest
