// Carries the outbox from disk to Kafka behind the engine's back, in order, within a bound.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "ingest/kafka_sink.h"
#include "model/state.h"

namespace ioc::app {

// When what waits was committed. Role: owned by the outbox, guarded by its mutex.
// Bounds: one mark a second, kMarksMax in all; beyond, records count as old as the mark before.
class OutboxAges {
 public:
  // Entries below `next`, and above those noted before, were committed now.
  void committed(std::uint64_t next, std::int64_t now_ms);
  // Of the oldest entry at or above `done_below`; 0: nothing waits.
  std::int64_t oldest_age_ms(std::uint64_t done_below, std::int64_t now_ms);

 private:
  static constexpr std::size_t kMarksMax = 64;
  struct Mark {
    std::uint64_t next;
    std::int64_t at_ms;
  };
  std::deque<Mark> marks_;
};

// Role: sends committed entries until the broker has acknowledged them. Entries it is told of are
// kept in memory up to a bound; when they come faster than Kafka takes them, the rest is read back
// from the store, which has them all.
// Threads: `committed` and `done_below` from the engine's thread; sending happens on its own.
class Outbox {
 public:
  // Stored entries from this sequence on, at most so many.
  using Load = std::function<model::Result<std::vector<model::OutboxEntry>>(std::uint64_t from,
                                                                            std::size_t count_max)>;

  // `done_below`: entries with a lower sequence need no sending; `next`: the first not yet given.
  Outbox(std::unique_ptr<ingest::KafkaSink> sink, Load load, std::uint64_t done_below,
         std::uint64_t next);
  ~Outbox() { stop(); }

  void start();
  // Ends the sending; what is not acknowledged by then is sent again after the next start.
  void stop();

  // These entries are durable now.
  void committed(std::vector<model::OutboxEntry>&& entries);
  // Every entry with a lower sequence is acknowledged.
  std::uint64_t done_below() const { return done_below_; }
  // Entries committed and not yet acknowledged.
  std::uint64_t waiting() const {
    const std::uint64_t done = done_below_;
    const std::uint64_t next = next_;
    return next > done ? next - done : 0;
  }
  // How long the oldest of them has waited; those of an earlier process since `start`.
  std::int64_t oldest_age_ms() const;
  // The broker's last complaint; empty when all is well.
  std::string trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
  }

 private:
  void run();
  bool fetch();

  std::unique_ptr<ingest::KafkaSink> sink_;
  Load load_;
  std::atomic<std::uint64_t> done_below_;
  std::atomic<std::uint64_t> next_;
  std::uint64_t sent_below_;                // owned by the sending thread
  std::deque<model::OutboxEntry> sending_;  // owned by the sending thread
  mutable std::mutex mutex_;                // guards ages_, fresh_ and trouble_
  mutable OutboxAges ages_;
  std::deque<model::OutboxEntry> fresh_;
  std::string trouble_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace ioc::app
