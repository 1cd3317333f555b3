#include "app/errands.h"

#include <utility>

namespace ioc::app {

Errands::Errands(int threads, std::size_t waiting_max) : waiting_max_(waiting_max) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

bool Errands::take(std::function<void()> errand) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_ending_ || waiting_.size() >= waiting_max_) return false;
    waiting_.push_back(std::move(errand));
  }
  news_.notify_one();
  return true;
}

void Errands::stop() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
    waiting_.clear();
  }
  news_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Errands::run() {
  while (true) {
    std::function<void()> errand;
    {
      std::unique_lock lock(mutex_);
      news_.wait(lock, [&] { return is_ending_ || !waiting_.empty(); });
      if (is_ending_) return;
      errand = std::move(waiting_.front());
      waiting_.pop_front();
    }
    errand();
  }
}

}  // namespace ioc::app
