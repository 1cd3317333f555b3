// The only caller of the machine's clocks.
#pragma once

#include <chrono>
#include <cstdint>

#include "model/time.h"

namespace ioc::app {

// Wall time, UTC.
inline model::Instant wall_now() {
  return {std::chrono::duration_cast<std::chrono::milliseconds>(
              std::chrono::system_clock::now().time_since_epoch())
              .count()};
}

// Never goes back; for waits and ages within the process.
inline std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace ioc::app
