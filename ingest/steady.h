// The clock that never leaps, for pauses and time-outs.
#pragma once

#include <chrono>
#include <cstdint>

namespace ioc::ingest {

// Milliseconds since an arbitrary instant of this process.
inline std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace ioc::ingest
