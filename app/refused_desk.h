// The refused events that units are shown: read from the topic of dead letters when somebody asks.
//
// The topic is where they are kept, as long as its retention says; here only the newest lie in
// memory, so that nothing of an event is stored a second time. Each is judged again by the
// catalogue of now: what is wrong, field by field, or that it would be taken by now.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "app/log_reading.h"
#include "ingest/decoder.h"
#include "ingest/kafka_probe.h"
#include "ingest/kafka_settings.h"
#include "ingest/letter_events.h"
#include "model/plan.h"
#include "model/refused.h"

namespace ioc::app {

// Role: reads letters, explains them, keeps the newest of each unit.
// Invariants: R1 every question is answered once, also at the end. R2 a unit has at most
//   kRefusedPerUnitMax events here and all together kRefusedMax: the oldest go.
// Threads: `ask` from any; one of its own reads. Cost: nothing while nobody asks.
class RefusedDesk {
 public:
  // The plan outlives it. `settings.stop` is taken over: reading ends with `stop`.
  RefusedDesk(const model::Plan& plan, ingest::KafkaSettings settings, std::string topic);
  ~RefusedDesk() { stop(); }

  void start();
  void stop();
  void ask(model::RefusedAnswer answer);

  // What is kept after one more letter; for the reading thread and tests.
  void take(const model::Record& record);
  std::shared_ptr<const model::RefusedEvents> kept(model::Instant now) const;

 private:
  void run();
  model::Status read();
  model::Result<std::vector<LogPart>> find_parts();
  void forget(const model::RefusedEvent& event);
  void explain(const model::Record& record, const ingest::DeadLetter& letter,
               model::RefusedEvent& event);

  const model::Plan& plan_;
  ingest::KafkaSettings settings_;
  const std::string topic_;
  std::atomic<bool> stopping_{true};  // until it is started

  // Of its own thread.
  const model::StreamPlan letters_;
  ingest::LetterEvents contents_;
  std::vector<std::unique_ptr<ingest::Decoder>> decoders_;  // by stream
  std::unique_ptr<ingest::KafkaProbe> probe_;               // since the first look
  std::vector<std::int64_t> next_;                          // by partition of the topic
  // By stream, partition and offset, so that a letter sent twice is one.
  using Place = std::tuple<std::string, std::int32_t, std::int64_t>;
  std::map<Place, model::RefusedEvent> kept_;
  // Places by time, of each unit and of all: whose turn it is to go.
  using ByTime = std::set<std::pair<model::Instant, Place>>;
  std::map<std::string, ByTime> of_unit_;
  ByTime of_all_;
  std::shared_ptr<const model::RefusedEvents> last_;

  std::mutex mutex_;  // guards questions_; held for a moment
  std::condition_variable changed_;
  std::deque<model::RefusedAnswer> questions_;
  std::thread thread_;
};

}  // namespace ioc::app
