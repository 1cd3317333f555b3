// The log up to where the service stands, computed once more as of an earlier instant.
//
// What `compute --until` does with files: an event later than the instant is as if it were not
// there. All of it is in memory, so there is a bound; and what the log has lost cannot be computed
// again, so the records are counted, and the last one of each partition is compared.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ingest/kafka_settings.h"
#include "model/plan.h"
#include "model/result.h"
#include "processing/engine.h"

namespace ioc::app {

// Where the engine stands as of its last commit, and the newest instant it tells figures as of.
struct CommittedUpTo {
  std::vector<processing::Standpoint> partitions;
  model::Instant newest;
};
using CommittedAnswer = std::function<void(model::Result<CommittedUpTo>)>;

// Role: one pass over the log, of the streams that the plan has cubes of.
// Threads: `run` once, by one thread; `stop` and `percent` from any.
class Replay {
 public:
  // Keeps the plan it was computed by.
  using Computed = std::shared_ptr<const processing::Engine>;
  // Asked now and then: false when so many bytes are too many.
  using Fits = std::function<bool(std::size_t bytes)>;

  Replay(std::shared_ptr<const model::Plan> plan, model::Instant as_of,
         std::shared_ptr<const CommittedUpTo> up_to);
  ~Replay();

  // Errors: source_changed when the log is no longer what was counted, config when it does not fit
  // in memory, unavailable without a broker or when stopped.
  model::Result<Computed> run(const ingest::KafkaSettings& settings, const Fits& fits);
  void stop() { ending_ = true; }

  std::uint64_t record_count() const { return wanted_; }
  // Of the records, read so far.
  int percent() const;

 private:
  struct Part;

  model::Status read(const ingest::KafkaSettings& settings, const Fits& fits);
  void take_in(Part& part, std::span<const model::Record> records, const Fits& fits);
  void look(const Fits& fits);
  void merge();
  model::Status finish();
  void fail(model::Error error);
  std::size_t bytes() const;

  bool needs(const processing::Standpoint& partition) const;

  const std::shared_ptr<const model::Plan> plan_;
  const model::Instant as_of_;
  const std::shared_ptr<const CommittedUpTo> up_to_;
  std::uint64_t wanted_ = 0;
  std::atomic<std::uint64_t> read_{0};
  std::atomic<bool> ending_{false};
  std::shared_ptr<processing::Engine> engine_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::uint64_t batch_count_ = 0;
  std::optional<model::Error> fault_;
};

}  // namespace ioc::app
