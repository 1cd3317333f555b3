// `compute`: the engine over files, without Kafka and without a clock.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ioc::app {

struct ComputeOptions {
  std::string catalog;
  std::vector<std::string> events;  // STREAM=FILE, one partition each
  std::string until;                // RFC 3339; empty: everything is read
  int shards = 1;
  std::string dead_letters;  // file for refused events; empty: none is written
};

// Prints one figure a line, sorted by indicator, window, group and end. Gives the exit code.
int compute(const ComputeOptions& options);

}  // namespace ioc::app
