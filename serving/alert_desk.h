// The alerts as committed: what there is, the journal of what became of it, who was told, and what
// people did about it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "model/alert.h"
#include "model/limits.h"

namespace ioc::serving {

// Role: the meeting place of the engine's thread, which writes after each commit, those who send
// alerts on, and those who ask.
// Invariants: D1 numbers in the journal rise by one. D2 it holds the newest kAlertJournalMax at
//   most; a receiver that was away for longer than they reach back is not told of those before.
//   D3 what people did is held as long as the alert is there or the journal tells that it fired.
// Threads: any. Cost: a copy of what is asked for, under one mutex.
class AlertDesk {
 public:
  // What was known at the start; the journal in the order of its numbers.
  void restore(std::vector<model::Alert> alerts, std::vector<model::AlertChange> journal);
  // All alerts there are, and what changed: durable by now.
  void publish(std::vector<model::Alert> alerts, const std::vector<model::AlertChange>& changes);

  std::vector<model::Alert> alerts() const;
  // The newest first; at most `count_max` of those that are wanted.
  std::vector<model::AlertChange> journal(
      std::size_t count_max, const std::function<bool(const model::AlertChange&)>& wanted) const;
  std::uint64_t last_number() const;

  // For those who send: changes with higher numbers, the oldest first.
  std::vector<model::AlertChange> after(std::uint64_t number, std::size_t count_max) const;
  // Returns when there is a change with a higher number, after `wait_ms`, or at once when closed.
  void wait_for_news(std::uint64_t number, std::int64_t wait_ms) const;
  // Wakes all who wait, for good.
  void close();
  bool is_closed() const;

  // What people did about alerts, in the order it was done: at the start, and one more. Durable by
  // now.
  void restore_answers(const std::vector<model::AlertAnswer>& answers);
  void answered(const model::AlertAnswer& answer);
  model::AlertAnswers answers() const;
  // The first instant that any alert held here fired; none: there is none.
  std::optional<model::Instant> first_fired() const;

  // These were taken by a receiver.
  void told(const std::vector<model::AlertChange>& changes, const model::AlertTold& told);
  // The lines of the journal that were told of since the last call.
  std::vector<model::AlertChange> take_told();

 private:
  void forget_answers();  // D3; under the mutex

  mutable std::mutex mutex_;  // guards all below, between the engine, senders and server
  mutable std::condition_variable news_;
  std::vector<model::Alert> alerts_;
  std::deque<model::AlertChange> journal_;
  std::vector<std::uint64_t> told_;
  model::AlertAnswers answers_;
  bool is_closed_ = false;
};

}  // namespace ioc::serving
