// `compute`: the engine over files, without Kafka and without a clock.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/figure.h"
#include "model/plan.h"
#include "model/result.h"

namespace ioc::app {

struct ComputeOptions {
  std::string catalog;
  std::vector<std::string> events;  // STREAM=FILE, one partition each
  std::optional<std::string> until;  // RFC 3339; none: everything is read
  int shards = 1;
  std::string dead_letters;  // file for refused events; empty: none is written
};

// The same for who does something else with the figures. Tells what was counted on standard error.
model::Status compute_figures(const ComputeOptions& options, const model::Plan& plan,
                              const std::function<void(const model::Figure&)>& visit);

// Prints one figure a line, sorted by indicator, window, group and end. Gives the exit code.
int compute(const ComputeOptions& options);

}  // namespace ioc::app
