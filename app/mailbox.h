// Where shards leave what they folded and the engine takes it: one place a partition.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "processing/fold.h"

namespace ioc::app {

// Role: the bounded hand-over between threads. A partition whose place is still full must keep
// folding or wait, so what is under way is bounded by one change a partition.
// Threads: any; a mutex and two conditions guard it. Contended once a commit, not once an event.
class Mailbox {
 public:
  using Changes = std::vector<std::pair<std::size_t, processing::PartitionChange>>;
  using Task = std::function<void()>;

  void resize(std::size_t partitions) {
    const std::lock_guard lock(mutex_);
    places_.resize(partitions);
  }

  bool is_free(std::size_t partition) const {
    const std::lock_guard lock(mutex_);
    return !places_[partition];
  }

  // Waits at most `wait_ms` for the place to be free. False: it was not; `change` is untouched.
  bool wait_until_free(std::size_t partition, int wait_ms) {
    std::unique_lock lock(mutex_);
    return taken_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                           [&] { return !places_[partition]; });
  }

  // Only the partition's own shard puts, after it has seen the place free.
  void put(std::size_t partition, processing::PartitionChange&& change) {
    {
      const std::lock_guard lock(mutex_);
      places_[partition] = std::move(change);
    }
    filled_.notify_one();
  }

  // Something for the engine's thread to do between steps. False at the bound.
  bool post(Task task, std::size_t tasks_max) {
    {
      const std::lock_guard lock(mutex_);
      if (tasks_.size() >= tasks_max) return false;
      tasks_.push_back(std::move(task));
    }
    filled_.notify_one();
    return true;
  }

  // The engine: all changes (unless `only_tasks`) and tasks there are, waiting at most `wait_ms`
  // for the first.
  std::pair<Changes, std::deque<Task>> take(int wait_ms, bool only_tasks) {
    std::pair<Changes, std::deque<Task>> out;
    {
      std::unique_lock lock(mutex_);
      filled_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                       [&] { return !tasks_.empty() || (!only_tasks && has_change()); });
      out.second.swap(tasks_);
      for (std::size_t i = 0; !only_tasks && i < places_.size(); ++i) {
        if (!places_[i]) continue;
        out.first.emplace_back(i, *std::move(places_[i]));
        places_[i].reset();
      }
    }
    if (!out.first.empty()) taken_.notify_all();
    return out;
  }

 private:
  bool has_change() const {
    for (const auto& place : places_) {
      if (place) return true;
    }
    return false;
  }

  mutable std::mutex mutex_;
  std::condition_variable filled_;
  std::condition_variable taken_;
  std::vector<std::optional<processing::PartitionChange>> places_;
  std::deque<Task> tasks_;
};

}  // namespace ioc::app
