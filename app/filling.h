// New figures over old events: what the catalogue asks for now and the state has not kept is read
// again from the log, beside the streams that go on.
//
// A cube is a sum of contributions, so its past can be added later. From the start on it takes the
// live events like any other; this reads the log once more from its beginning to where the live
// reading began, with the same judgement, and hands over what those events contribute. Until then
// nothing is told of it.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ingest/kafka_settings.h"
#include "model/event.h"
#include "model/plan.h"
#include "model/state.h"
#include "processing/fold.h"

namespace ioc::app {

// Up to which offset each partition's past is missing, by cube of the plan.
using Gaps = std::map<int, std::map<model::PartitionName, std::int64_t>>;

// Where the state keeps the gaps that are not filled: a line each, `CUBE PARTITION OFFSET TOPIC`,
// the cube by its number in the store.
inline constexpr std::string_view kGapsMeta = "filling";
std::string write_gaps(const Gaps& gaps, const std::vector<model::CubeNumber>& numbers);
// Lines that cannot be read, or name no cube of `numbers`, are left out.
Gaps read_gaps(std::string_view text, const std::vector<model::CubeNumber>& numbers);

struct FilledPartition {
  model::PartitionName name;
  std::vector<processing::CubeChange> cubes;
};

// Role: a thread of its own that reads the past once.
// Threads: one owner; `progress` from any. `done` is called once, on the filling's thread, unless
// it is stopped before.
class Filling {
 public:
  using Done = std::function<void(std::vector<FilledPartition>)>;

  // `gaps` is not empty.
  Filling(const model::Plan& plan, Gaps gaps, ingest::KafkaSettings settings, Done done);
  ~Filling();
  void start();
  void stop();

  // For people: the indicators, and how much of the log is read.
  std::string progress() const;

 private:
  struct Part;

  void run();
  model::Status read();
  void begin();
  bool wait_for(const model::Error& error);
  void take_in(Part& part, std::span<const model::Record> records);
  void tell_progress();

  const model::Plan plan_;  // of the cubes to be filled alone
  const Gaps gaps_;
  const ingest::KafkaSettings settings_;
  const Done done_;
  std::string names_;  // of the indicators
  std::vector<std::unique_ptr<Part>> parts_;
  std::atomic<std::uint64_t> read_{0};
  std::atomic<std::uint64_t> wanted_{0};
  int told_percent_ = 0;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace ioc::app
