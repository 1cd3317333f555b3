// One client of the live feed: a wire, a filter and a cursor.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "serving/live_feed.h"
#include "serving/seats.h"
#include "serving/wire.h"

namespace ioc::serving {

// Role: writes frames to one client, one at a time, until it leaves or may stay no longer (looked
//   at every kLiveJudgeMs). While a frame is on its way nothing is queued:
//   the next frame is cut from the board when there is room for it.
// Threads: on the wire's strand, but for the constructor and `wake`.
class LiveSession : public std::enable_shared_from_this<LiveSession> {
 public:
  struct Settings {
    std::int64_t heartbeat_ms;
    std::int64_t stall_ms;
    std::function<model::Instant()> now;
  };
  // Whether the client may go on watching; null: always.
  using MayStay = std::function<bool()>;

  LiveSession(LiveWire wire, std::shared_ptr<const LiveFilter> filter, LiveFeed& feed,
              const Settings& settings, LiveCursor cursor, std::string head,
              std::array<Seat, 2> seats, MayStay may_stay = {});

  void start();
  // Something may have changed or a heartbeat may be due.
  void wake();

 private:
  using Clock = std::chrono::steady_clock;
  void pump();
  void write(Frame frame);
  void watch_for_close();
  void close();

  LiveWire wire_;
  std::shared_ptr<const LiveFilter> filter_;
  LiveFeed& feed_;
  const Settings& settings_;
  const std::array<Seat, 2> seats_;  // among the connections and among the live clients
  LiveCursor cursor_;
  Frame in_flight_;
  std::array<char, 64> ignored_{};
  Clock::time_point written_at_ = Clock::now();  // when the frame in flight was begun
  Clock::time_point heartbeat_at_ = Clock::now();
  const MayStay may_stay_;
  Clock::time_point judge_at_ = Clock::now();  // when it is asked again
  bool closed_ = false;
};

// Role: wakes the sessions; knows who is there, so that there is one timer for all of them.
// Threads: every member may be called from any thread.
class LiveHub {
 public:
  void add(const std::shared_ptr<LiveSession>& session);
  void wake_all();

 private:
  // guarded by mutex_: connections of any thread join, the ticker sweeps.
  std::mutex mutex_;
  std::vector<std::weak_ptr<LiveSession>> sessions_;
};

}  // namespace ioc::serving
