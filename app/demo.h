// `demo`: everything in one process, on loopback, gone at Ctrl-C.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace ioc::app {

struct DemoOptions {
  std::uint16_t port = 8080;
  std::uint64_t seed = 2020;
  double rate = 20;     // events a second at the peak of a working day
  std::string catalog;  // empty: the shipped catalogue
};

// Starts an embedded broker, plays a day of the simulated province into it, runs the service on it
// and goes on live until `stop`. Leaves nothing behind. Gives the exit code.
int run_demo(const DemoOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
