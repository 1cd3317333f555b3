// `recompute`: a figure computed again from the log at its offsets, and compared.
#pragma once

#include <atomic>
#include <string>
#include <vector>

namespace ioc::app {

struct RecomputeOptions {
  std::string config;  // file
  // Each a figure as JSON, a file of one figure a line or of a signed report, or "-" for standard
  // input.
  std::vector<std::string> figures;
  bool json = false;
  std::string catalog = {};  // folder; empty: the one in force
};

// A line for each figure: `identical`, or what differs. Returns the exit code: 1 when one differs.
int recompute(const RecomputeOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
