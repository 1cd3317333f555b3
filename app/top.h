// What a running service does at this moment, for the operator's terminal.
#pragma once

#include <atomic>
#include <string>

namespace ioc::app {

struct TopOptions {
  std::string url = "http://127.0.0.1:8080";
  int interval_s = 2;  // between two looks, at least 1
  bool once = false;   // one look, without the rates that take two
  bool json = false;   // each look as one line of JSON
};

// Looks until told to stop; gives the exit code. A service that does not answer is told of and
// asked again; with `once` it is 69.
int top(const TopOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
