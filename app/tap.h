// The newest events of a stream as the program reads them, for whoever connects a source.
#pragma once

#include <atomic>
#include <string>

namespace ioc::app {

struct TapOptions {
  std::string stream;
  std::string config;
  std::int64_t last = 10;  // events of each partition, at least 0; then, with `follow`, new ones
  bool follow = false;
  bool refused_only = false;
  bool json = false;
  std::string catalog = {};  // folder; empty: the files, unless their changes wait
};

// One line for each event: place, verdict, and the declared fields as they were read. The verdict
// is the decoder's: whether an event is too late or a duplicate depends on those before it and is
// not told. Reads beside a running service and changes nothing. Gives the exit code.
int tap(const TapOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
