// What the service knows about itself, for /metrics and /readyz.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "model/state.h"

namespace ioc::app {

// One partition as of the last commit.
struct PartitionStatus {
  int stream = -1;
  model::PartitionName name;
  model::PartitionMark mark;
};

// One stream of the catalogue.
struct StreamStatus {
  enum class State { waiting, reading, stopped };
  State state = State::waiting;
  std::string text = "starting";  // what it waits for, or why it stopped
};
inline constexpr const char* kStreamStateNames[] = {"waiting", "reading", "stopped"};

// Everything a scrape shows, taken together: figures of one snapshot always agree.
struct StatusSnapshot {
  std::vector<PartitionStatus> partitions;
  std::vector<StreamStatus> streams;  // by stream, or none yet
  std::vector<std::int64_t> high_ms;  // by stream: highest event time counted
  std::uint64_t outbox_records = 0;
  std::uint64_t commit_count = 0;
  double commit_seconds_sum = 0;
  std::vector<std::uint64_t> commit_seconds_buckets;  // cumulative, by kCommitSecondsBounds
  std::size_t engine_bytes = 0;
  std::size_t group_bytes = 0;
  std::uint64_t lives_dropped = 0;
  std::uint64_t revision = 0;
};

inline constexpr double kCommitSecondsBounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                  0.05,  0.1,    0.25,  0.5,  1.0};

// Role: the engine's thread writes after each commit, scrapes read. Guarded by one mutex, held for
// a copy.
class ServiceStatus {
 public:
  StatusSnapshot read() const {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  template <class Change>
  void update(const Change& change) {
    const std::lock_guard lock(mutex_);
    change(snapshot_);
  }

  // A short text for /readyz: what the service waits for, or what it reads.
  void set_phase(bool ready, std::string text) {
    const std::lock_guard lock(mutex_);
    ready_ = ready;
    phase_ = std::move(text);
  }
  std::pair<bool, std::string> phase() const {
    const std::lock_guard lock(mutex_);
    return {ready_, phase_};
  }

 private:
  mutable std::mutex mutex_;
  StatusSnapshot snapshot_;
  bool ready_ = false;
  std::string phase_ = "starting";
};

}  // namespace ioc::app
