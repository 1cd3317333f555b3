// Does the broker still answer? Asked on a thread of its own, since nothing else would tell: a
// client whose brokers are gone goes on trying in silence, and what it told last looks like news.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "model/limits.h"

namespace ioc::ingest {

// Role: knows when an answer last came.
// Threads: `silence_ms` from any. Bounds: a question every kKafkaContactPauseMs; the end waits for
//   the one that is being asked, which its asker bounds.
class KafkaContact {
 public:
  // `ask` waits for an answer of any broker, a bounded time; true if one came.
  explicit KafkaContact(std::function<bool()> ask,
                        std::int64_t pause_ms = model::kKafkaContactPauseMs);
  ~KafkaContact();
  KafkaContact(const KafkaContact&) = delete;
  KafkaContact& operator=(const KafkaContact&) = delete;

  // Since the last answer, or since the beginning if none came yet.
  std::int64_t silence_ms() const;

 private:
  void run();

  const std::function<bool()> ask_;
  const std::int64_t pause_ms_;
  std::atomic<std::int64_t> answered_ms_;  // steady clock
  std::mutex mutex_;                       // guards is_ending_
  std::condition_variable changed_;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace ioc::ingest
