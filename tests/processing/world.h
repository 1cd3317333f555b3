// A random small world: zone, units, streams, indicators and the records of each partition.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/processing/plan_builder.h"

namespace ioc::testing {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  // Both ends included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  bool chance(int percent) { return between(1, 100) <= percent; }
  template <class T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[static_cast<std::size_t>(between(0, std::ssize(choices) - 1))];
  }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

// Ho Chi Minh, Kathmandu, and a land that sets its clock forward at 02:00 and back at 03:00 (days
// of 23 and 25 hours), and one that does it at midnight, where a day begins at 01:00.
inline std::vector<model::Zone> test_zones() {
  const auto ms = [](const char* text) { return model::parse_rfc3339(text)->ms; };
  const std::int32_t hour = static_cast<std::int32_t>(model::kHourMs);
  return {
      model::Zone("Fixed/Seven", {{INT64_MIN, 7 * hour}}),
      model::Zone("Fixed/Five45", {{INT64_MIN, 5 * hour + 45 * 60'000}}),
      model::Zone("Summer/AtTwo", {{INT64_MIN, hour},
                                   {ms("2020-03-29T01:00:00Z"), 2 * hour},
                                   {ms("2020-10-25T01:00:00Z"), hour},
                                   {ms("2021-03-28T01:00:00Z"), 2 * hour},
                                   {ms("2021-10-31T01:00:00Z"), hour}}),
      model::Zone("Summer/AtMidnight", {{INT64_MIN, -4 * hour},
                                        {ms("2020-03-29T04:00:00Z"), -3 * hour},
                                        {ms("2020-10-25T03:00:00Z"), -4 * hour},
                                        {ms("2021-03-28T04:00:00Z"), -3 * hour}}),
  };
}

struct World {
  model::Plan plan;
  std::vector<IndicatorSpec> specs;
  std::vector<int> stream_of;               // by partition
  std::vector<std::vector<Event>> records;  // by partition, in the order of the log
  std::int64_t lo = 0, hi = 0;              // all times lie in [lo, hi)
};

World make_world(std::uint64_t seed);

}  // namespace ioc::testing
