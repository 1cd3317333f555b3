// Counts what units send (serving/intake_limiter.h).
#include "serving/intake_limiter.h"

#include <algorithm>

namespace ioc::serving {

// In a millisecond `per_minute` parts come back.
std::int64_t IntakeLimiter::take(model::UnitIndex unit, Allowance Unit::*which,
                                 std::int64_t per_minute, std::int64_t count, model::Instant now) {
  const std::lock_guard lock(mutex_);
  Allowance& allowance = units_[static_cast<std::size_t>(unit)].*which;
  const std::int64_t passed_ms =
      std::clamp<std::int64_t>(now.ms - allowance.at_ms, 0, model::kMinuteMs);
  allowance.at_ms = now.ms;
  allowance.taken = std::max<std::int64_t>(0, allowance.taken - passed_ms * per_minute);
  const std::int64_t wanted = allowance.taken + count * model::kMinuteMs;
  const std::int64_t over = wanted - per_minute * model::kMinuteMs;
  if (over > 0) {
    const std::int64_t per_second = per_minute * model::kSecondMs;
    return (over + per_second - 1) / per_second;
  }
  allowance.taken = wanted;
  return 0;
}

}  // namespace ioc::serving
