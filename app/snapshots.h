// A snapshot a day, made by the service itself while it runs.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "app/config.h"
#include "model/time.h"
#include "storage/store.h"

namespace ioc::app {

struct SnapshotStatus {
  std::optional<model::Instant> newest;  // when it was made
  std::string trouble;                   // why the last try failed; empty: it did not
};

// Role: once a local day, at the time that is configured or as soon after it as the service runs,
// makes DIRECTORY/YYYY-MM-DD, and removes the oldest beyond the number to be kept. Only folders
// that are called so and are whole snapshots are counted or removed. What fails is told and tried
// again after kSnapshotRetryMs. Threads: one of its own, at the lowest priority; `status` from any.
// The store outlives it.
class Snapshots {
 public:
  Snapshots(const Config::Snapshots& config, const model::Zone& zone, const storage::Store& store)
      : config_(config), zone_(zone), store_(store) {}
  ~Snapshots() { stop(); }

  void start();  // does nothing when no directory is configured
  void stop();   // waits for a snapshot that is being made
  SnapshotStatus status() const;

 private:
  void run();
  bool is_due(model::Instant now) const;
  model::Status make(model::Instant now);
  model::Status remove_old();

  const Config::Snapshots config_;
  const model::Zone& zone_;
  const storage::Store& store_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
  mutable std::mutex mutex_;
  SnapshotStatus status_;  // guarded by mutex_
};

}  // namespace ioc::app
