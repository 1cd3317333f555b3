// The only caller of the machine's clocks.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

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

// Sleeps; false when told to stop meanwhile.
inline bool sleep_unless(const std::atomic<bool>& stop, std::int64_t ms) {
  const std::int64_t until_ms = steady_ms() + ms;
  while (!stop && steady_ms() < until_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min<std::int64_t>(ms, 50)));
  }
  return !stop;
}

}  // namespace ioc::app
