// What became of events sent over HTTP, for /metrics.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ioc::serving {

// Role: counts since the service was started or read its setup again. Threads: any.
struct IntakeCounters {
  static constexpr std::array<unsigned, 9> kStatuses = {200, 202, 401, 403, 413,
                                                        415, 422, 429, 503};

  std::atomic<std::uint64_t> accepted{0};        // acknowledged by all brokers
  std::atomic<std::uint64_t> refused{0};         // and all that came in one request with them
  std::atomic<std::uint64_t> unacknowledged{0};  // sent, but the client was told to send again
  std::array<std::atomic<std::uint64_t>, kStatuses.size()> answers{};

  void count_answer(unsigned status) {
    for (std::size_t i = 0; i < kStatuses.size(); ++i) {
      if (kStatuses[i] == status) ++answers[i];
    }
  }
};

}  // namespace ioc::serving
