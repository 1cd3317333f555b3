// Asking again and again, and the time of the last answer.
#include "ingest/kafka_contact.h"

#include <chrono>
#include <utility>

#include "ingest/steady.h"

namespace ioc::ingest {
namespace {}  // namespace

KafkaContact::KafkaContact(std::function<bool()> ask, std::int64_t pause_ms)
    : ask_(std::move(ask)),
      pause_ms_(pause_ms),
      answered_ms_(steady_ms()),
      thread_([this] { run(); }) {}

KafkaContact::~KafkaContact() {
  {
    const std::lock_guard guard(mutex_);
    is_ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

std::int64_t KafkaContact::silence_ms() const { return steady_ms() - answered_ms_; }

void KafkaContact::run() {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    lock.unlock();
    if (ask_()) answered_ms_ = steady_ms();
    lock.lock();
    changed_.wait_for(lock, std::chrono::milliseconds(pause_ms_), [&] { return is_ending_; });
  }
}

}  // namespace ioc::ingest
