// A counted number of places, for bounds on how many there may be at once.
#pragma once

#include <atomic>
#include <cstddef>
#include <utility>

namespace ioc::serving {

class Seats;

// Role: one taken place; given back when it is destroyed. Empty when there was none.
class Seat {
 public:
  Seat() = default;
  explicit Seat(std::atomic<std::size_t>* taken) : taken_(taken) {}
  Seat(Seat&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
  Seat& operator=(Seat&& other) noexcept {
    std::swap(taken_, other.taken_);
    return *this;
  }
  ~Seat() {
    if (taken_ != nullptr) taken_->fetch_sub(1);
  }
  explicit operator bool() const { return taken_ != nullptr; }

 private:
  std::atomic<std::size_t>* taken_ = nullptr;
};

// Role: hands out at most `max` seats. Threads: any. Outlives its seats.
class Seats {
 public:
  explicit Seats(std::size_t max) : max_(max) {}
  Seat take() {
    if (taken_.fetch_add(1) < max_) return Seat(&taken_);
    taken_.fetch_sub(1);
    return {};
  }

 private:
  const std::size_t max_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace ioc::serving
