// Questions about figures as of an earlier instant: computed from the log beside the live service,
// and kept for a while, so that all pages and questions of one meeting see the same offsets.
//
// The way of a question: is its instant frozen, it is answered at once. Else the engine is asked
// where it stands, a thread of its own reads the log up to there, and all who asked for that
// instant meanwhile are answered. Who waits too long is told how far it is, and comes back. All
// indicators are computed together; once the log or the memory is too small for that, each is
// computed when it is asked for, at the offsets of those of the same instant.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "app/freezes.h"
#include "app/replay.h"
#include "ingest/kafka_settings.h"
#include "model/plan.h"
#include "model/query.h"
#include "serving/server.h"

namespace ioc::app {

// Role: the desk such questions are brought to.
// Invariants: A1 every question is answered once, also at the end. A2 one log is read at a time.
//             A3 a list is of one as-of and one position from its first page to its last.
// Threads: one reads logs, one answers; `ask` never waits for either, and comes from any thread.
class AsOf {
 public:
  // Asks the engine's thread where it stands.
  using AskCommitted = std::function<void(CommittedAnswer)>;

  // The plan outlives it.
  AsOf(const model::Plan& plan, ingest::KafkaSettings settings, AskCommitted ask_committed);
  ~AsOf() { stop(); }

  void start();
  void stop();

  // `query.as_of` is set. Errors: usage for an instant later than the newest and for a cursor of
  // another list; unavailable while it is computed; those of Replay.
  void ask(model::FigureQuery query, model::FigureAnswer answer);

  // Where targets stood at the instant, at the offsets of its figures. Errors: the same. Where all
  // indicators together are too much there is no answer: `config`.
  void ask_targets(model::Instant as_of, serving::TargetsAnswer answer);

  // What all of it may take.
  void keep_below(std::size_t bytes);
  std::size_t bytes() const;
  // For people: what is being computed, if anything is.
  std::optional<std::string> progress() const;

 private:
  // Hands over what was asked for, out of a freeze that has it.
  using Give = std::function<void(const model::Result<FreezePtr>&, model::FigureQuery)>;
  struct Question {
    model::FigureQuery query;
    Give give;
    std::int64_t until_ms = 0;  // it waits for the log
    FreezePtr freeze;           // one of the two: it can be answered
    std::optional<model::Error> error;
  };
  struct Underway {
    model::Instant as_of;
    std::string indicator;                       // empty: all
    std::shared_ptr<const CommittedUpTo> up_to;  // null: the engine is being asked
    std::int64_t asked_ms = 0;                   // last
    std::shared_ptr<Replay> replay = nullptr;    // null: not begun
  };
  struct Failure {
    model::Instant as_of;
    std::string indicator;
    model::Error error;
    std::int64_t at_ms = 0;
  };

  // What is computed for a question: one indicator, or all.
  std::string indicator_for(const model::FigureQuery& query) const {
    return is_narrow_ ? query.indicator : std::string();
  }
  void post(model::FigureQuery query, Give give);
  std::optional<model::Error> take(const model::FigureQuery& query, Question& question);
  void begin(const model::Result<CommittedUpTo>& up_to);
  void read_logs();
  std::shared_ptr<Replay> make_replay(const Underway& underway) const;
  FreezePtr read_log(const Underway& underway, Replay& replay, std::optional<model::Error>& error);
  bool fits(std::size_t bytes);
  void end_underway(const FreezePtr& freeze, const std::optional<model::Error>& error);
  void begin_next(const Underway& ended);
  void give_answers();
  bool take_ready(Question& question);
  static void answer(Question& question);
  std::string progress_text() const;

  const model::Plan& plan_;
  const ingest::KafkaSettings settings_;
  const AskCommitted ask_committed_;
  std::atomic<std::size_t> bytes_max_{0};

  // Guarded by mutex_, held for look-ups only: who asks, who reads and who answers meet here.
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Question> questions_;
  std::optional<Underway> underway_;
  std::size_t underway_bytes_ = 0;
  Freezes freezes_;
  std::optional<Failure> failure_;  // the last that will not pass by itself
  bool is_narrow_ = false;          // all indicators together were too much
  bool stopping_ = true;            // until it is started
  std::thread reader_;
  std::thread answerer_;
};

}  // namespace ioc::app
