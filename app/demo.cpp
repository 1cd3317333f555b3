#include "app/demo.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

#include "app/catalog_files.h"
#include "app/clock.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "app/service.h"
#include "ingest/kafka_producer.h"
#include "ingest/mock_broker.h"
#include "ingest/simulator.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;

namespace {

constexpr int kPartitions = 4;
constexpr const char* kMilestones = "milestones";  // which tells of what meetings conclude
// The embedded broker forgets beyond 5 MiB a partition, so unread history is kept well below: at 36
// events a second 73,000 dossier events a partition were all read with zstd, with lz4 the first 6 %
// were lost (November 2026).
constexpr std::int64_t kHistoryMs = model::kDayMs;

// A folder that is removed at the end, whatever happens.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "ioc-pulse-demo-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The shipped catalogue: beside the sources, or where a package puts it.
std::string shipped_catalog() {
  for (const std::string& candidate :
       {std::string("catalogs/quang-nam"), std::string(IOC_PULSE_SOURCE_DIR "/catalogs/quang-nam"),
        std::string("/usr/share/ioc-pulse/catalogs/quang-nam")}) {
    if (std::filesystem::is_directory(candidate)) return candidate;
  }
  return "catalogs/quang-nam";
}

// Plays the simulated province: yesterday and today so far at once, then in step with the clock.
class Player {
 public:
  Player(const DemoOptions& options, const model::Plan& plan, ingest::KafkaProducer& producer)
      : producer_(&producer),
        simulator_(options.seed, plan.units, plan.calendar ? &*plan.calendar : nullptr,
                   settings(options, wall_now())) {}

  // Produces everything up to an instant; false when told to stop.
  bool play_until(model::Instant instant, const std::atomic<bool>& stop) {
    for (const ingest::SimulatedRecord& record : simulator_.until(instant)) {
      ingest::ProducedRecord produced;
      produced.topic = record.topic;
      produced.key = record.key;
      produced.value = record.value;
      produced.timestamp_ms = record.timestamp_ms;
      while (!producer_->produce(produced)) {
        deliver(10);
        if (stop) return false;
      }
      ++count_;
    }
    deliver(0);
    return !stop;
  }
  std::uint64_t count() const { return count_; }

 private:
  void deliver(int wait_ms) {
    const model::Status status = producer_->poll(wait_ms);
    if (!status.ok()) spdlog::warn("simulator: {}", status.error().message());
  }
  static ingest::SimulatorSettings settings(const DemoOptions& options, model::Instant now) {
    ingest::SimulatorSettings settings;
    settings.begin = model::Instant{now.ms - kHistoryMs};
    settings.rollout = now;  // whoever watches sees units go live
    settings.rate = options.rate;
    return settings;
  }
  ingest::KafkaProducer* producer_;
  ingest::Simulator simulator_;
  std::uint64_t count_ = 0;
};

}  // namespace

int run_demo(const DemoOptions& options, const std::atomic<bool>& stop) {
  auto plan = load_plan(options.catalog.empty() ? shipped_catalog() : options.catalog);
  if (!plan) return report(plan.error());
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    return report({ErrorCode::io, "no temporary folder can be made", "demo"});
  }
  auto broker = ingest::MockBroker::start();
  if (!broker) return report(broker.error());
  for (const model::StreamPlan& stream : plan->streams) {
    const model::Status made = (*broker)->create_topic(stream.topic, kPartitions);
    if (!made.ok()) return report(made.error());
  }
  Config config;
  config.state_dir = folder.path() + "/state";
  config.kafka.brokers = (*broker)->bootstraps();
  config.http.port = options.port;
  for (const model::StreamPlan& stream : plan->streams) {
    if (stream.id == kMilestones) config.meeting.stream = kMilestones;
  }
  for (const std::string& topic :
       {config.kafka.figures_topic, config.kafka.dead_letters_topic, config.kafka.audit_topic}) {
    const model::Status made = (*broker)->create_topic(topic, kPartitions);
    if (!made.ok()) return report(made.error());
  }

  ingest::KafkaSettings settings;
  settings.brokers = config.kafka.brokers;
  settings.options["compression.type"] = "zstd";
  auto producer = ingest::KafkaProducer::open(settings);
  if (!producer) return report(producer.error());
  Player player(options, *plan, **producer);
  say("playing the last 24 hours of the province ...\n");
  if (!player.play_until(wall_now(), stop)) return kExitOk;
  const model::Status flushed = (*producer)->flush(30'000);
  if (!flushed.ok()) return report(flushed.error());
  say(fmt::format("{} events of history; a Kafka client can join at {}\n", player.count(),
                  config.kafka.brokers));

  std::atomic<bool> done{false};
  std::thread live([&] {
    while (!stop && !done) {
      player.play_until(wall_now(), stop);
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  });
  std::atomic<bool> read_again{false};  // nobody orders it
  const Orders orders{stop, read_again, {}};
  const int exit_code = run_service({config, *plan}, orders, [](std::uint16_t port) {
    // The wall is there whether or not its address can be written.
    const model::Status written = write_data(
        fmt::format("wall: http://127.0.0.1:{0}/\nfor citizens: http://127.0.0.1:{0}/p\n", port));
    if (!written) report(written.error());
  });
  done = true;
  live.join();
  return exit_code;
}

}  // namespace ioc::app
