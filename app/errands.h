// Slow work for others on threads of its own, so that nobody who serves or counts waits for it.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ioc::app {

// Role: runs errands in the order they came. Bound: so many wait; further ones are refused.
// Threads: `take` any; made and stopped by one owner.
class Errands {
 public:
  Errands(int threads, std::size_t waiting_max);
  ~Errands() { stop(); }
  Errands(const Errands&) = delete;
  Errands& operator=(const Errands&) = delete;

  // False: too many wait, or it has stopped; the errand is not run. Errands do not throw.
  bool take(std::function<void()> errand);
  // What runs is waited for, what waits is dropped. Twice is once.
  void stop();

 private:
  void run();

  const std::size_t waiting_max_;
  std::mutex mutex_;  // guards the next two
  std::deque<std::function<void()>> waiting_;
  bool is_ending_ = false;
  std::condition_variable news_;
  std::vector<std::thread> threads_;
};

}  // namespace ioc::app
