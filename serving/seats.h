// A counted number of places, for bounds on how many there may be at once.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace ioc::serving {

class Seats;

// Role: places taken together; given back when it is destroyed. Empty when there were not enough.
class Seat {
 public:
  Seat() = default;
  Seat(std::atomic<std::size_t>* taken, std::size_t count) : taken_(taken), count_(count) {}
  Seat(Seat&& other) noexcept
      : taken_(std::exchange(other.taken_, nullptr)), count_(other.count_) {}
  Seat& operator=(Seat&& other) noexcept {
    std::swap(taken_, other.taken_);
    std::swap(count_, other.count_);
    return *this;
  }
  ~Seat() {
    if (taken_ != nullptr) taken_->fetch_sub(count_);
  }
  explicit operator bool() const { return taken_ != nullptr; }

 private:
  std::atomic<std::size_t>* taken_ = nullptr;
  std::size_t count_ = 0;
};

// Role: hands out at most `max` seats. Threads: any. Outlives its seats.
class Seats {
 public:
  explicit Seats(std::size_t max) : max_(max) {}
  Seat take(std::size_t count = 1) {
    if (count <= max_ && taken_.fetch_add(count) <= max_ - count) return {&taken_, count};
    if (count <= max_) taken_.fetch_sub(count);
    return {};
  }

 private:
  const std::size_t max_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace ioc::serving
