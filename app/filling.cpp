#include "app/filling.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "app/clock.h"
#include "app/log_reading.h"
#include "app/partial_plan.h"
#include "app/thread_name.h"
#include "ingest/decoder.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;

namespace {

std::set<int> cubes_of_gaps(const Gaps& gaps) {
  std::set<int> cubes;
  for (const auto& [cube, offsets] : gaps) cubes.insert(cube);
  return cubes;
}

std::string names_of_gaps(const model::Plan& plan, const Gaps& gaps) {
  std::string names;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (!gaps.contains(indicator.cube)) continue;
    names += (names.empty() ? "" : ", ") + indicator.id;
  }
  return names;
}

}  // namespace

std::string write_gaps(const Gaps& gaps, const std::vector<model::CubeNumber>& numbers) {
  std::string text;
  for (const auto& [cube, offsets] : gaps) {
    for (const auto& [name, offset] : offsets) {
      text += fmt::format("{} {} {} {}\n", numbers[static_cast<std::size_t>(cube)], name.partition,
                          offset, name.topic);
    }
  }
  return text;
}

Gaps read_gaps(std::string_view text, const std::vector<model::CubeNumber>& numbers) {
  Gaps gaps;
  std::istringstream lines{std::string(text)};
  model::CubeNumber number = 0;
  model::PartitionName name;
  std::int64_t offset = 0;
  while (lines >> number >> name.partition >> offset >> name.topic) {
    const auto cube = std::find(numbers.begin(), numbers.end(), number);
    if (cube != numbers.end()) gaps[static_cast<int>(cube - numbers.begin())][name] = offset;
  }
  return gaps;
}

// One partition, read again.
struct Filling::Part {
  Part(const model::Plan& plan, int stream, LogPart partition)
      : log(std::move(partition)),
        fold(plan, stream, {}),
        decoder(plan.streams[static_cast<std::size_t>(stream)], plan, true) {}

  LogPart log;
  std::int64_t next = 0;  // to be read
  processing::PartitionFold fold;
  ingest::Decoder decoder;
  model::EventBatch batch;
  std::vector<model::Refusal> refused;
};

Filling::Filling(const model::Plan& plan, Gaps gaps, ingest::KafkaSettings settings, Done done)
    : plan_(plan_of(plan, cubes_of_gaps(gaps))),
      gaps_(std::move(gaps)),
      settings_(std::move(settings)),
      done_(std::move(done)),
      names_(names_of_gaps(plan_, gaps_)) {}

Filling::~Filling() { stop(); }

void Filling::start() {
  thread_ = std::thread([this] {
    name_this_thread("filling");
    run();
  });
}

void Filling::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

std::string Filling::progress() const {
  const std::uint64_t wanted = std::max<std::uint64_t>(wanted_, 1);
  return fmt::format("{}: {} % of the past is read", names_,
                     std::min<std::uint64_t>(100, read_ * 100 / wanted));
}

void Filling::run() {
  spdlog::info("filling in {} from the log; nothing is told of them until that is done", names_);
  while (!stopping_) {
    const model::Status status = read();
    if (stopping_) return;
    if (status.ok()) break;
    if (!wait_for(status.error())) return;
  }
  if (stopping_) return;
  std::vector<FilledPartition> filled;
  for (const auto& part : parts_) filled.push_back({part->log.name, part->fold.take().cubes});
  parts_.clear();
  done_(std::move(filled));
}

bool Filling::wait_for(const Error& error) {
  spdlog::warn("filling in {} begins anew: {}", names_, error.message());
  return sleep_unless(stopping_, 5000);
}

model::Status Filling::read() {
  begin();
  std::vector<LogPart> logs;
  for (const auto& part : parts_) logs.push_back(part->log);
  return read_log(settings_, logs, stopping_,
                  [this](std::size_t part, std::span<const model::Record> records) {
                    take_in(*parts_[part], records);
                  });
}

// The partitions whose past is missing somewhere.
void Filling::begin() {
  parts_.clear();
  read_ = wanted_ = 0;
  std::map<model::PartitionName, std::int64_t> ends;
  for (const auto& [cube, offsets] : gaps_) {
    for (const auto& [name, offset] : offsets) ends[name] = std::max(ends[name], offset);
  }
  for (const auto& [name, end] : ends) {
    const auto stream = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                                     [&](const auto& plan) { return plan.topic == name.topic; });
    if (stream == plan_.streams.end()) continue;
    const auto number = static_cast<int>(stream - plan_.streams.begin());
    parts_.push_back(std::make_unique<Part>(plan_, number, LogPart{.name = name, .end = end}));
    wanted_ += static_cast<std::uint64_t>(end);
  }
}

void Filling::take_in(Part& part, std::span<const model::Record> records) {
  const model::PartitionName& name = part.log.name;
  if (part.next == 0 && records.front().offset > 0) {
    spdlog::warn(
        "{}/{} reaches back only to offset {}: what {} would have counted before is missing",
        name.topic, name.partition, records.front().offset, names_);
  }
  part.decoder.decode(records, part.batch);
  part.refused = part.batch.refusals;
  const std::int64_t last = records.back().offset;
  part.fold.fold(part.batch, {last + 1, last, 0}, part.refused);
  read_ += static_cast<std::uint64_t>(last + 1 - part.next);
  part.next = last + 1;
  tell_progress();
}

void Filling::tell_progress() {
  constexpr int kStep = 10;
  const auto percent =
      static_cast<int>(read_ * 100 / std::max<std::uint64_t>(wanted_, 1)) / kStep * kStep;
  if (percent == told_percent_) return;
  told_percent_ = percent;
  spdlog::info("filling in {}", progress());
}

}  // namespace ioc::app
