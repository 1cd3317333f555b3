// Tells receivers of alerts, each until it has taken what there is to tell.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "model/plan.h"
#include "serving/alert_desk.h"
#include "serving/http_client.h"

namespace ioc::serving {

struct AlertReceiver {
  enum class Kind { alertmanager, webhook };
  Kind kind = Kind::webhook;
  std::string address;           // as configured
  std::uint64_t told_below = 0;  // changes up to this number need no telling
};

struct AlertSenderStatus {
  std::string address;
  std::uint64_t accepted = 0;  // messages, since the start
  std::uint64_t failed = 0;
  std::uint64_t waiting = 0;  // changes not yet taken
  std::string trouble;        // the last failure; empty when the last message was taken
};

// Role: one thread and one place in the journal for one receiver. A web hook is sent each change
// once and again until it answers 2xx, with a key by which it can tell a repetition; changes made
// together go in one message. An Alertmanager is sent the state: all that fires, every minute and
// at each change, and what was resolved since it last answered.
// Promise: at least once, in the order of the journal, over any restart of either side, as long as
// the journal reaches back.
// Bounds: model/limits.h (kAlert…). Threads: start and stop by one; `status` by any.
class AlertSender {
 public:
  struct Doors {
    std::function<model::Instant()> now;
    std::function<void(const std::string& words)> warn;  // on the sender's thread
  };
  // Errors: `config` when the address cannot be read. Plan and desk outlive it.
  static model::Result<std::unique_ptr<AlertSender>> make(const model::Plan& plan, AlertDesk& desk,
                                                          AlertReceiver receiver, Doors doors);
  ~AlertSender() { stop(); }

  void start();
  // The desk must be closed before. Waits for the message on its way, kAlertAnswerMs at most.
  void stop();

  AlertSenderStatus status() const;

 private:
  AlertSender(const model::Plan& plan, AlertDesk& desk, AlertReceiver receiver, HttpAddress address,
              Doors doors)
      : plan_(plan),
        desk_(desk),
        receiver_(std::move(receiver)),
        address_(std::move(address)),
        doors_(std::move(doors)) {}

  void run();
  // False: not taken.
  bool tell(const std::vector<model::AlertChange>& changes);

  const model::Plan& plan_;
  AlertDesk& desk_;
  AlertReceiver receiver_;  // owned by the thread
  const HttpAddress address_;
  const Doors doors_;
  std::int64_t repeated_ms_ = 0;  // owned by the thread
  mutable std::mutex mutex_;      // guards the two below
  AlertSenderStatus status_;
  std::uint64_t told_below_ = 0;
  std::thread thread_;
};

}  // namespace ioc::serving
