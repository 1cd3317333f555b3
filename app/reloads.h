// How the last order to read the configuration and the catalogue again has ended.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "model/time.h"

namespace ioc::app {

struct Reload {
  bool ok = false;
  model::Instant at;
  std::string text;  // what is in force now; when refused, why
};

// Role: written by whoever runs the service, read by scrapes; outlives the service's lives.
// Threads: any.
class Reloads {
 public:
  void tell(Reload reload) {
    const std::lock_guard lock(mutex_);
    last_ = std::move(reload);
  }
  std::optional<Reload> last() const {  // none: nobody has ordered it yet
    const std::lock_guard lock(mutex_);
    return last_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<Reload> last_;  // guarded by mutex_
};

}  // namespace ioc::app
