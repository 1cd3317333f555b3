// Takes the events of conclusions from the database to the brokers, by the way that events of units
// go: judged by the stream's own decoder, acknowledged by all in-sync replicas.
//
// The database is the outbox. An event is marked only after its acknowledgement, so that a crash at
// any moment leaves it to be sent again: at least once; and the same event has the same source and
// id, which counts once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "model/intake.h"
#include "model/plan.h"
#include "storage/conclusions.h"

namespace ioc::app {

// Role: the thread that sends what waits.
// Invariants: K1 what is not acknowledged stays. K2 an event that the stream refuses holds no other
//   one up; it is tried again, for a catalogue can be mended.
// Threads: its own; `start` and `stop` by one owner, the rest from any.
class ConclusionCourier {
 public:
  // All outlive it, but answers of `door` may come later.
  ConclusionCourier(const model::Plan& plan, int stream, storage::Conclusions& conclusions,
                    model::IntakeDoor door);
  ~ConclusionCourier() { stop(); }
  ConclusionCourier(const ConclusionCourier&) = delete;
  ConclusionCourier& operator=(const ConclusionCourier&) = delete;

  // Why the stream cannot take such an event; empty: it can.
  static std::string trouble_with(const model::Plan& plan, int stream,
                                  const model::IntakeDoor& door, model::Instant now);

  void start();
  void stop();
  // There is something new to be sent.
  void wake();

  // What keeps events from being sent; empty: nothing does.
  std::string trouble() const;

 private:
  void run();
  // Everything that waits. An error keeps what is left.
  model::Status send_all();
  model::Status send(model::IntakeCheck checked);
  void tell(const std::string& trouble);

  const model::Plan& plan_;
  const int stream_;
  storage::Conclusions& conclusions_;
  const model::IntakeDoor door_;

  mutable std::mutex mutex_;  // guards all below but the thread
  std::condition_variable changed_;
  bool stopping_ = false;
  bool has_news_ = true;  // what an earlier life has left
  std::string trouble_;
  std::thread thread_;
};

}  // namespace ioc::app
