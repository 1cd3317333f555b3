// Events that units send over HTTP, on their way into the log.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ingest/intake_reader.h"
#include "ingest/kafka_producer.h"
#include "model/intake.h"
#include "model/plan.h"

namespace ioc::app {

// Role: judges what is sent and hands it to the brokers; tells the sender when all of it is safe.
// Invariants: N1 each `send` is answered once: when all its records are acknowledged, when one has
//   failed, or after kIntakeAnswerMs. N2 equal events go to equal partitions: by their key, with
//   the partitioner that Java clients use by themselves. N3 what waits for the brokers is bounded;
//   what a sender no longer waits for counts until its records are acknowledged.
// Threads: `check` and `send` from any thread; one of its own takes acknowledgements.
class Intake {
 public:
  // Why a stream cannot take events now; empty: it can.
  using StreamTrouble = std::function<std::string(int stream)>;

  // `plan` outlives it. Error: config.
  static model::Result<std::unique_ptr<Intake>> open(const model::Plan& plan,
                                                     ingest::KafkaSettings settings,
                                                     StreamTrouble trouble);
  ~Intake() { stop(); }
  Intake(const Intake&) = delete;
  Intake& operator=(const Intake&) = delete;

  model::IntakeCheck check(const model::IntakeRequest& request);
  void send(int stream, model::IntakeCheck checked, const model::IntakeSent& sent);

  // Waits a moment for acknowledgements, then answers everything; what is sent from then on is
  // refused. Twice is once. The caller of `send` must have come back before it is destroyed.
  void stop();

  std::size_t waiting_records() const { return waiting_records_; }

 private:
  struct Lane {
    std::mutex mutex;  // one request is judged at a time
    std::unique_ptr<ingest::IntakeReader> reader;
  };
  class Sending;

  Intake(const model::Plan& plan, StreamTrouble trouble);
  bool reserve(std::size_t records, std::size_t bytes);
  void release(std::size_t records, std::size_t bytes);
  void run();
  void answer_overdue(bool all);

  const model::Plan& plan_;
  const StreamTrouble trouble_;
  std::vector<std::unique_ptr<Lane>> lanes_;  // by stream
  std::atomic<std::size_t> waiting_records_{0};
  std::atomic<std::size_t> waiting_bytes_{0};
  std::mutex mutex_;
  std::deque<std::shared_ptr<Sending>> sendings_;  // guarded by mutex_; by their beginning
  std::atomic<bool> stopping_{false};
  std::unique_ptr<ingest::KafkaProducer> producer_;  // its end still calls back into the above
  std::thread thread_;
};

}  // namespace ioc::app
