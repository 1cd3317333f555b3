// Takes the deliveries of one connector to where they go, one after the other.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "app/delivery_config.h"
#include "model/delivery.h"
#include "serving/delivery_verdict.h"
#include "storage/delivery_store.h"
#include "storage/report_store.h"

namespace ioc::app {

struct DeliverySenderStatus {
  model::DeliveryStanding standing;
  std::string target;
  std::string trouble;         // of the last try; empty: it was accepted, or there was none
  std::uint64_t accepted = 0;  // tries since the start, by what they came to
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;
};

// Role: one thread for one connector. Before a try its bytes and the try itself are written down,
//   after it what it came to: a crash between the two is a try whose answer was lost.
// Invariants: E1 no byte leaves that is not kept. E2 every try of a delivery carries its key and
//   the bytes of the first. E3 it waits as model/delivery.h says, without chance.
// Threads: its own; `wake` and `status` from any.
class DeliverySender {
 public:
  // All outlive it.
  DeliverySender(const DeliveryConfig& connector, storage::DeliveryStore& deliveries,
                 storage::ReportStore& reports)
      : connector_(connector), deliveries_(deliveries), reports_(reports) {}
  ~DeliverySender() { stop(); }
  DeliverySender(const DeliverySender&) = delete;
  DeliverySender& operator=(const DeliverySender&) = delete;

  void start();
  // What is on its way is broken off within a second or two.
  void ask_to_stop();
  void stop();
  void wake();
  DeliverySenderStatus status() const;
  const DeliveryConfig& connector() const { return connector_; }

 private:
  void run();
  // False: nothing was due by then.
  bool send_next(model::Instant due);
  model::Result<std::string> make_body(const model::Delivery& delivery);
  serving::DeliveryVerdict carry(const model::Delivery& delivery, const std::string& body) const;
  serving::DeliveryVerdict push(const model::Delivery& delivery, const std::string& body) const;
  void settle(const storage::DeliveryWork& work, serving::DeliveryVerdict verdict,
              const std::string& sha256);
  void look();

  const DeliveryConfig& connector_;
  storage::DeliveryStore& deliveries_;
  storage::ReportStore& reports_;
  std::int64_t away_count_ = 0;      // owned by the thread: tries in a row that nobody answered
  std::int64_t rests_until_ms_ = 0;  // likewise, steady: the receiver is left alone

  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;  // guards what follows; held for a moment
  std::condition_variable changed_;
  bool has_news_ = false;
  DeliverySenderStatus status_;
  std::thread thread_;
};

}  // namespace ioc::app
