// How much each unit sends: requests and events a minute. Pure but for its lock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "model/limits.h"
#include "model/time.h"
#include "model/units.h"

namespace ioc::serving {

// Role: two allowances a unit, each of a minute's worth at most, which fill up again evenly.
// Threads: any; one mutex, held for a few sums. A clock that goes back fills nothing.
class IntakeLimiter {
 public:
  explicit IntakeLimiter(std::size_t unit_count) : units_(unit_count) {}

  // Takes it and gives 0, or takes nothing and tells in how many seconds there will be enough.
  std::int64_t take_request(model::UnitIndex unit, model::Instant now) {
    return take(unit, &Unit::requests, model::kIntakeRequestsPerMinute, 1, now);
  }
  // `count` is at most kIntakeEventsMax.
  std::int64_t take_events(model::UnitIndex unit, std::size_t count, model::Instant now) {
    return take(unit, &Unit::events, model::kIntakeEventsPerMinute,
                static_cast<std::int64_t>(count), now);
  }

 private:
  // What was taken and has not come back, in parts of 1 / 60,000; as of `at_ms`.
  struct Allowance {
    std::int64_t taken = 0;
    std::int64_t at_ms = 0;
  };
  struct Unit {
    Allowance requests;
    Allowance events;
  };

  std::int64_t take(model::UnitIndex unit, Allowance Unit::*which, std::int64_t per_minute,
                    std::int64_t count, model::Instant now);

  std::mutex mutex_;
  std::vector<Unit> units_;  // guarded by mutex_; by index
};

}  // namespace ioc::serving
