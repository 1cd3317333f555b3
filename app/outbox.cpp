#include "app/outbox.h"

#include <algorithm>
#include <iterator>

#include "app/clock.h"
#include "app/thread_name.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

// Entries held in memory, waiting to be sent. Beyond, they are read back from the store.
constexpr std::size_t kFreshMax = 4'000;
constexpr std::size_t kLoadMax = 2'000;

}  // namespace

void OutboxAges::committed(std::uint64_t next, std::int64_t now_ms) {
  constexpr std::int64_t kMarkMs = 1'000;
  if (!marks_.empty() && (now_ms - marks_.back().at_ms < kMarkMs || marks_.size() >= kMarksMax)) {
    marks_.back().next = next;
  } else {
    marks_.push_back({next, now_ms});
  }
}

std::int64_t OutboxAges::oldest_age_ms(std::uint64_t done_below, std::int64_t now_ms) {
  while (!marks_.empty() && marks_.front().next <= done_below) marks_.pop_front();
  return marks_.empty() ? 0 : now_ms - marks_.front().at_ms;
}

Outbox::Outbox(std::unique_ptr<ingest::KafkaSink> sink, Load load, std::uint64_t done_below,
               std::uint64_t next)
    : sink_(std::move(sink)),
      load_(std::move(load)),
      done_below_(done_below),
      next_(next),
      sent_below_(done_below) {}

void Outbox::start() {
  if (next_ > done_below_) ages_.committed(next_, steady_ms());
  thread_ = std::thread([this] {
    name_this_thread("outbox");
    run();
  });
}

void Outbox::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void Outbox::committed(std::vector<model::OutboxEntry>&& entries) {
  if (entries.empty()) return;
  const std::uint64_t next = entries.back().sequence + 1;
  {
    const std::lock_guard lock(mutex_);
    ages_.committed(next, steady_ms());
    if (fresh_.size() + entries.size() <= kFreshMax) {
      std::move(entries.begin(), entries.end(), std::back_inserter(fresh_));
    } else {
      fresh_.clear();  // the store has them
    }
  }
  next_ = next;
}

std::int64_t Outbox::oldest_age_ms() const {
  const std::lock_guard lock(mutex_);
  return ages_.oldest_age_ms(done_below_, steady_ms());
}

// Something to send: what was committed last if it follows on, else from the store.
bool Outbox::fetch() {
  if (!sending_.empty()) return true;
  if (sent_below_ >= next_) return false;
  {
    const std::lock_guard lock(mutex_);
    while (!fresh_.empty() && fresh_.front().sequence < sent_below_) fresh_.pop_front();
    if (!fresh_.empty() && fresh_.front().sequence == sent_below_) sending_.swap(fresh_);
  }
  if (!sending_.empty()) return true;
  auto stored = load_(sent_below_, kLoadMax);
  if (!stored) {
    const std::lock_guard lock(mutex_);
    trouble_ = stored.error().message();
    return false;
  }
  std::move(stored->begin(), stored->end(), std::back_inserter(sending_));
  return !sending_.empty();
}

void Outbox::run() {
  while (!stopping_) {
    bool sent = false;
    while (fetch() && sink_->send(sending_.front())) {
      sent_below_ = sending_.front().sequence + 1;
      sending_.pop_front();
      sent = true;
      if (stopping_) break;
    }
    const model::Status status = sink_->poll(sent ? 0 : 20);
    done_below_ = std::max<std::uint64_t>(done_below_, sink_->acknowledged_below());
    const std::lock_guard lock(mutex_);
    trouble_ = status.ok() ? "" : status.error().message();
  }
  // What is on its way may still arrive; what does not goes again after the next start.
  const model::Status status = sink_->flush(model::kOutboxGoodbyeMs);
  if (status.ok()) done_below_ = std::max<std::uint64_t>(done_below_, sink_->acknowledged_below());
}

}  // namespace ioc::app
