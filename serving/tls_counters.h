// What became of connections to a server that speaks TLS, for /metrics.
#pragma once

#include <atomic>
#include <cstdint>

namespace ioc::serving {

// Role: counts since the service was started or read its setup again. Threads: any.
struct TlsCounters {
  std::atomic<std::uint64_t> done{0};     // handshakes that led to a connection
  std::atomic<std::uint64_t> failed{0};   // broken off, too slow, or nothing both sides speak
  std::atomic<std::uint64_t> refused{0};  // kTlsHandshakesMax were under way
  std::atomic<std::uint64_t> plain{0};    // spoke without TLS
};

}  // namespace ioc::serving
