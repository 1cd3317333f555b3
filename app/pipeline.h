// The engine's thread: takes what shards folded, commits it, and only then shows it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <thread>
#include <vector>

#include "app/alerts.h"
#include "app/filling.h"
#include "app/mailbox.h"
#include "app/outbox.h"
#include "app/replay.h"
#include "app/shard.h"
#include "app/status.h"
#include "model/plan.h"
#include "model/query.h"
#include "processing/engine.h"
#include "serving/board.h"
#include "storage/store.h"

namespace ioc::app {

// Where the state keeps the instant standing counts were last told as of.
inline constexpr std::string_view kTickMeta = "tick";

// Role: the only writer of the store and the only caller of the engine.
// Promises, each kept for every step: P1 received = counted + duplicate + refused; P2 state and
// offsets move in one commit; P3 durable before visible: board, outbox and answers follow the
// commit; P4 after an error of the store nothing more is written or shown.
// Threads: start, stop and the members below from the service's thread; `ask` from any.
class Pipeline {
 public:
  Pipeline(const model::Plan& plan, processing::Engine& engine, storage::Store& store,
           Outbox& outbox, Alerts& alerts, serving::Board& board, Mailbox& mailbox,
           ServiceStatus& status, std::int64_t commit_interval_ms);
  ~Pipeline() { stop(); }

  void start();
  // Ends the thread after a last step. Waiting questions are answered `unavailable`.
  void stop();

  // What the past of cubes that are being filled in contributes: part of the next step.
  void fill(std::vector<std::pair<model::PartitionNumber, FilledPartition>> filled);

  // A small text of the state's that is durable with the next commit, and so with all that is read
  // from now on.
  void note(std::string_view name, std::string text);

  // A partition that shards will hand over changes of, under the engine's number for it.
  void watch(std::size_t index, int stream, const model::PartitionName& name,
             const model::PartitionMark& mark, std::shared_ptr<PartitionPulse> pulse);
  // Figures as committed; answered on the engine's thread between two steps.
  void ask(model::FigureQuery query, model::FigureAnswer answer);
  // Where the engine stands as committed; likewise.
  void ask_committed(CommittedAnswer answer);

  // The memory panes may take from the next step on (processing/engine.h).
  void keep_panes_below(std::size_t bytes) { panes_bytes_max_ = bytes; }

  const std::atomic<std::int64_t>& commit_interval_ms() const { return interval_ms_; }
  std::optional<model::Error> failure() const;
  // All partitions being read are read to what has just been written there; from any thread.
  bool is_up_to_date() const { return is_up_to_date_; }

 private:
  struct Watched {
    int stream;
    model::PartitionName name;
    std::shared_ptr<PartitionPulse> pulse;
    bool idle = false;
  };

  // When a stream last had a record, and when it last had the first one after a silence.
  struct Wake {
    std::int64_t last_record_ms = 0;
    std::int64_t at_ms = 0;
  };

  void run();
  int first_wait_ms() const;
  int wait_ms() const;
  bool outbox_is_full() const;
  bool do_panes_wait() const;
  void show_life();
  bool apply_filled();
  void step(Mailbox::Changes&& changes);
  void tick();
  void refresh_idle(std::int64_t now_ms);
  void look_for_alerts();
  bool commit(model::Commit&& commit);
  void fail(const model::Error& error);
  void note_commit(double seconds, const Mailbox::Changes& changes);

  const model::Plan* plan_;
  processing::Engine* engine_;
  storage::Store* store_;
  Outbox* outbox_;
  Alerts* alerts_;
  serving::Board* board_;
  Mailbox* mailbox_;
  ServiceStatus* status_;

  const std::int64_t interval_min_ms_;
  std::atomic<std::int64_t> interval_ms_;
  std::uint64_t revision_;
  std::vector<std::optional<Watched>> watched_;  // by index; guarded by watched_mutex_
  std::vector<Wake> wakes_;                      // by stream; guarded likewise
  std::mutex watched_mutex_;                     // `watch` runs before the partition's first change
  std::int64_t published_ms_ = 0;
  std::int64_t shown_ms_ = 0;
  std::int64_t alive_ms_ = 0;      // when a supervisor was last told
  std::int64_t held_back_ms_ = 0;  // when nothing was taken last although there was
  bool first_step_ = true;
  // Of all partitions being read: to the end of their logs; to what has just been written there.
  bool everything_is_read_ = false;
  bool is_far_behind_ = false;     // some partition is read at records written long ago
  bool has_much_to_read_ = false;  // some partition has more than a batch left
  std::atomic<bool> is_up_to_date_{false};
  std::uint64_t outbox_done_ = 0;
  std::uint64_t lives_dropped_ = 0;  // keys of which nothing is left, since the start
  std::optional<std::vector<std::pair<model::PartitionNumber, FilledPartition>>> filled_;
  std::atomic<std::size_t> panes_bytes_max_{SIZE_MAX};
  std::atomic<bool> stopping_{false};
  mutable std::mutex failure_mutex_;  // guards failure_, written once
  std::optional<model::Error> failure_;
  std::thread thread_;
};

}  // namespace ioc::app
