#include "app/service.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include "app/clock.h"
#include "app/exit_code.h"
#include "app/metrics.h"
#include "app/outbox.h"
#include "app/pipeline.h"
#include "app/shard.h"
#include "app/status.h"
#include "ingest/kafka_admin.h"
#include "ingest/kafka_sink.h"
#include "ingest/kafka_source.h"
#include "serving/board.h"
#include "serving/server.h"
#include "storage/store.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

// How the configured memory is shared out. The rest is the program itself and its panes.
constexpr std::size_t kStoreShare = 4;  // a quarter
constexpr std::size_t kKafkaShare = 8;  // an eighth
constexpr std::size_t kIdShare = 2;     // at most a half
constexpr std::size_t kGroupShare = 2;  // at most a half
// Panes take what ids leave of five eighths, and at least a sixteenth.
constexpr std::size_t kPanesAndIdsEighths = 5;
constexpr std::size_t kPanesShareMin = 16;

// A figure published takes about a kilobyte in each of engine, write batch, memtable and producer;
// those of one commit together shall take less than a sixteenth of the memory.
constexpr std::size_t kMemoryPerPublished = 64 << 10;

// Where the state keeps the definitions of the cubes it holds, one a line.
constexpr std::string_view kCubesMeta = "cubes";

int shard_count(const Config& config) {
  if (config.limits.shards > 0) return config.limits.shards;
  return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1U, 64U));
}

ingest::KafkaSettings kafka_settings(const Config& config) {
  ingest::KafkaSettings settings;
  settings.brokers = config.kafka.brokers;
  settings.options = config.kafka.options;
  settings.instance = config.kafka.instance;
  settings.instances = config.kafka.instances;
  settings.shards = shard_count(config);
  settings.buffer_bytes = config.limits.memory_bytes / kKafkaShare;
  settings.log = [](int severity, std::string_view line) {
    if (severity <= 3) {
      spdlog::error("kafka: {}", line);
    } else if (severity == 4) {
      spdlog::warn("kafka: {}", line);
    } else {
      spdlog::debug("kafka: {}", line);
    }
  };
  return settings;
}

// One life of the service, from open to close. Members are destroyed in reverse: deaf, idle, dark,
// closed.
class Life {
 public:
  Life(const Config& config, const model::Plan& plan, const std::atomic<bool>& stop)
      : config_(config), plan_(plan), stop_(stop) {}
  ~Life() { end(); }

  // Done when told to stop; an error that the start path may heal, or not.
  model::Status run(const std::function<void(std::uint16_t)>& on_listening) {
    for (const auto step : {&Life::remember, &Life::resume}) {
      const model::Status status = (this->*step)();
      if (!status.ok()) return status;
    }
    // From here on the engine is exactly what it was at its last commit, and people can see it.
    const model::Status shown = show(on_listening);
    if (!shown.ok()) return shown;
    const model::Status heard = hear();
    if (!heard.ok()) return heard;
    return watch();
  }

 private:
  model::Status remember();
  model::Status resume();
  model::Status resume_cube(int cube, model::CubeNumber number);
  model::Status show(const std::function<void(std::uint16_t)>& on_listening);
  model::Status hear();
  model::Status watch();
  void stop_streams(const std::string& why);
  void end();

  Result<std::vector<ReadPartition>> find_partitions();
  model::Status check_partition_count(const ingest::TopicInfo& topic);
  Result<std::size_t> engine_partition(int stream, const model::PartitionName& name,
                                       model::PartitionMark mark);
  model::Status find_outbox();
  model::Status recall_ids(std::vector<ReadPartition>& partitions);
  bool sleep(std::int64_t ms) const;
  serving::Health health() const;

  const Config& config_;
  const model::Plan& plan_;
  const std::atomic<bool>& stop_;

  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<processing::Engine> engine_;
  std::map<model::PartitionName, model::PartitionMark> marks_;
  std::map<model::PartitionName, std::size_t> engine_numbers_;
  std::map<model::PartitionName, model::PartitionNumber> numbers_;  // of those stored at the start
  std::uint64_t outbox_done_ = 0, outbox_next_ = 0;
  std::unique_ptr<Outbox> outbox_;
  serving::Board board_;
  Mailbox mailbox_;
  Status status_;
  std::unique_ptr<Pipeline> pipeline_;
  std::shared_ptr<ingest::KafkaSource> source_;
  std::shared_ptr<ingest::KafkaSource> reading_;  // the same, for scrapes, once it has started
  mutable std::mutex reading_mutex_;              // guards reading_
  std::unique_ptr<serving::Server> server_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::shared_ptr<PartitionPulse>> pulses_;
};

// What we remember: the state directory.
model::Status Life::remember() {
  storage::StoreSettings settings;
  settings.directory = config_.state_dir;
  settings.memory_bytes = config_.limits.memory_bytes / kStoreShare;
  settings.revision_floor = static_cast<std::uint64_t>(wall_now().ms);
  auto store = storage::Store::open(settings);
  if (!store) return store.error();
  store_ = std::move(store).value();
  return model::Done{};
}

// The engine as it was at the last commit.
model::Status Life::resume() {
  auto marks = store_->marks();
  if (!marks) return marks.error();
  processing::EngineSettings settings;
  settings.figures_topic = config_.kafka.figures_topic;
  settings.dead_letters_topic = config_.kafka.dead_letters_topic;
  auto outbox = find_outbox();
  if (!outbox) return outbox.error();
  settings.next_outbox_sequence = outbox_next_;
  settings.publish_max =
      std::min(settings.publish_max, config_.limits.memory_bytes / kMemoryPerPublished);
  auto kept = store_->meta(kCubesMeta);
  if (!kept) return kept.error();
  std::string cubes;
  for (const model::CubePlan& cube : plan_.cubes) {
    const std::string line = cube.definition + '\n';
    cubes += line;
    if (!marks->empty() && kept.value().value_or("").find(line) == std::string::npos) {
      return Error{ErrorCode::config,
                   "the catalogue asks for figures this state has not kept (" + cube.definition +
                       "); give a new state_dir, and everything is computed again from Kafka",
                   config_.state_dir};
    }
    auto number = store_->cube_number(cube);
    if (!number) return number.error();
    settings.cube_numbers.push_back(*number);
  }
  store_->put_meta(kCubesMeta, cubes);
  settings.read_panes = [this](model::CubeNumber cube, model::Tier tier, std::int64_t first_pane,
                               std::int64_t end_pane, const model::PaneVisitor& visit) {
    return store_->load_panes(cube, tier, first_pane, end_pane, false, visit);
  };
  engine_ = std::make_unique<processing::Engine>(plan_, settings);
  for (const storage::StoredMark& stored : *marks) {
    for (std::size_t i = 0; i < plan_.streams.size(); ++i) {
      if (plan_.streams[i].topic != stored.name.topic) continue;
      engine_numbers_[stored.name] =
          engine_->add_partition(static_cast<int>(i), stored.name, stored.number, stored.mark);
      marks_[stored.name] = stored.mark;
      numbers_[stored.name] = stored.number;
    }
  }
  auto finals = store_->finals();
  if (!finals) return finals.error();
  for (const model::FinalMark& mark : *finals) engine_->restore_final(mark);
  for (std::size_t i = 0; i < plan_.cubes.size(); ++i) {
    const model::Status restored = resume_cube(static_cast<int>(i), settings.cube_numbers[i]);
    if (!restored.ok()) return restored;
  }
  engine_->finish_restore();
  return model::Done{};
}

// Its groups, and the panes that open windows hold: those before stay in the store.
model::Status Life::resume_cube(int cube, model::CubeNumber number) {
  auto groups = store_->groups(number);
  if (!groups) return groups.error();
  for (const model::NewGroup& group : *groups) engine_->restore_group(cube, group.key);
  const std::vector<model::TierPlan>& tiers = plan_.cubes[static_cast<std::size_t>(cube)].tiers;
  for (std::size_t tier = 0; tier < tiers.size(); ++tier) {
    const auto first = engine_->restore_from(cube, tier);
    if (!first) return first.error();
    const model::Status loaded =
        store_->load_panes(number, tiers[tier].tier, *first, INT64_MAX, true,
                           [&](const model::PaneAddress& address, const model::PaneRows& rows) {
                             engine_->restore_panes(cube, address, rows);
                             return true;
                           });
    if (!loaded.ok()) return loaded;
  }
  return model::Done{};
}

// The entries still to be sent stand in one unbroken run of sequences. When there are none, the run
// begins above all that ever were: revisions never fall.
model::Status Life::find_outbox() {
  constexpr std::size_t kPage = 10'000;
  outbox_done_ = outbox_next_ = (store_->revision() + 1) << 20;
  bool first = true;
  for (std::uint64_t from = 0;;) {
    auto entries = store_->outbox(from, kPage);
    if (!entries) return entries.error();
    if (entries->empty()) return model::Done{};
    if (first) outbox_done_ = entries->front().sequence;
    first = false;
    from = outbox_next_ = entries->back().sequence + 1;
  }
}

// What we show: the last committed figures, Kafka or no Kafka.
model::Status Life::show(const std::function<void(std::uint16_t)>& on_listening) {
  auto sink = ingest::KafkaSink::open(kafka_settings(config_));
  if (!sink) return sink.error();
  outbox_ = std::make_unique<Outbox>(
      std::move(sink).value(),
      [this](std::uint64_t from, std::size_t count_max) { return store_->outbox(from, count_max); },
      outbox_done_, outbox_next_);
  outbox_->start();
  pipeline_ = std::make_unique<Pipeline>(plan_, *engine_, *store_, *outbox_, board_, mailbox_,
                                         status_, config_.limits.commit_interval_ms);
  mailbox_.resize(engine_numbers_.size());
  for (const auto& [name, index] : engine_numbers_) {
    const auto stream = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                                     [&](const auto& plan) { return plan.topic == name.topic; });
    pipeline_->watch(index, static_cast<int>(stream - plan_.streams.begin()), name, marks_[name],
                     std::make_shared<PartitionPulse>());
  }
  pipeline_->start();

  serving::ServerDoors doors;
  doors.ask = [this](model::FigureQuery query, model::FigureAnswer answer) {
    pipeline_->ask(std::move(query), std::move(answer));
  };
  doors.metrics_text = [this] {
    std::shared_ptr<ingest::KafkaSource> source;
    {
      const std::lock_guard lock(reading_mutex_);
      source = reading_;
    }
    return metrics_text(plan_, status_, source.get());
  };
  doors.health = [this] { return health(); };
  doors.now = [] { return wall_now(); };
  doors.plan = &plan_;
  doors.version = IOC_PULSE_VERSION;
  serving::ServerSettings settings;
  settings.address = config_.http.address;
  settings.port = config_.http.port;
  auto server = serving::Server::start(settings, doors, board_);
  if (!server) return server.error();
  server_ = std::move(server).value();
  spdlog::info("listening on http://{}:{}", config_.http.address, server_->port());
  if (on_listening) on_listening(server_->port());
  return model::Done{};
}

// What we hear: waits for Kafka as long as it takes, then reads on from the committed offsets.
model::Status Life::hear() {
  auto opened = ingest::KafkaSource::open(kafka_settings(config_));
  if (!opened) return opened.error();
  source_ = std::move(opened).value();
  std::vector<ReadPartition> partitions;
  for (bool waiting = false;; waiting = true) {
    auto found = find_partitions();
    if (found) {
      partitions = std::move(found).value();
      break;
    }
    if (found.error().code != ErrorCode::unavailable) return found.error();
    status_.set_phase(false, "waiting for Kafka: " + found.error().message());
    if (!waiting) spdlog::warn("waiting for Kafka: {}", found.error().message());
    if (!sleep(500)) return model::Done{};
  }
  const model::Status recalled = recall_ids(partitions);
  if (!recalled.ok()) return recalled;

  std::vector<ingest::PartitionStart> starts(partitions.size());
  const int shards = shard_count(config_);
  std::vector<std::vector<ReadPartition>> by_shard(static_cast<std::size_t>(shards));
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const model::PartitionMark& mark = partitions[i].fold->mark();
    starts[i] = {partitions[i].name, mark.next_offset, mark.last_offset, mark.fingerprint,
                 static_cast<int>(i) % shards};
  }
  for (;;) {
    const model::Status started = source_->start(starts);
    if (started.ok()) break;
    if (started.error().code != ErrorCode::unavailable) return started.error();
    status_.set_phase(false, "waiting for Kafka: " + started.error().message());
    if (!sleep(500)) return model::Done{};
  }
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    pulses_.push_back(partitions[i].pulse);
    by_shard[i % static_cast<std::size_t>(shards)].push_back(std::move(partitions[i]));
  }
  for (int i = 0; i < shards; ++i) {
    shards_.push_back(std::make_unique<Shard>(i, plan_, *source_, mailbox_,
                                              pipeline_->commit_interval_ms(),
                                              std::move(by_shard[static_cast<std::size_t>(i)])));
    shards_.back()->start();
  }
  {
    const std::lock_guard lock(reading_mutex_);
    reading_ = source_;
  }
  status_.set_phase(true, fmt::format("reading {} partitions", starts.size()));
  spdlog::info("reading {} partitions in {} shards", starts.size(), shards);
  return model::Done{};
}

// The partitions of all streams that are ours, numbered as the engine does. The source knows them
// by their place in this list, which is the same number.
Result<std::vector<ReadPartition>> Life::find_partitions() {
  std::vector<std::pair<int, ingest::TopicInfo>> topics;
  for (std::size_t i = 0; i < plan_.streams.size(); ++i) {
    auto topic = source_->topic(plan_.streams[i].topic);
    if (!topic && topic.error().code == ErrorCode::config) {
      // Not there yet: someone may still create it.
      return Error{ErrorCode::unavailable, topic.error().text, topic.error().subject};
    }
    if (!topic) return topic.error();
    const model::Status counted = check_partition_count(*topic);
    if (!counted.ok()) return counted.error();
    topics.emplace_back(static_cast<int>(i), *topic);
  }
  std::vector<ReadPartition> partitions;
  for (const auto& [stream, topic] : topics) {
    for (std::int32_t p = 0; p < topic.partition_count; ++p) {
      if (!source_->reads(p)) continue;
      const model::PartitionName name{topic.topic, p};
      model::PartitionMark mark = marks_[name];
      mark.partition_count = topic.partition_count;
      auto index = engine_partition(stream, name, mark);
      if (!index) return index.error();
      ReadPartition partition;
      partition.index = *index;
      partition.stream = stream;
      partition.name = name;
      partition.fold = std::make_unique<processing::PartitionFold>(plan_, stream, mark);
      partition.pulse = std::make_shared<PartitionPulse>();
      partition.pulse->last_record_ms = steady_ms();
      pipeline_->watch(*index, stream, name, mark, partition.pulse);
      partitions.push_back(std::move(partition));
    }
  }
  std::sort(partitions.begin(), partitions.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    if (partitions[i].index != i) {
      return Error{ErrorCode::config,
                   "the state holds partitions that are no longer read here; give a new state_dir "
                   "or the old topics, instance and instances",
                   config_.state_dir};
    }
  }
  return partitions;
}

// Keys move to other partitions when their number changes: an operator must rule.
model::Status Life::check_partition_count(const ingest::TopicInfo& topic) {
  const auto accepted = config_.kafka.accept_partitions.find(topic.topic);
  for (const auto& [name, mark] : marks_) {
    if (name.topic != topic.topic || mark.partition_count == 0 ||
        mark.partition_count == topic.partition_count) {
      continue;
    }
    if (accepted != config_.kafka.accept_partitions.end() &&
        accepted->second == topic.partition_count) {
      continue;
    }
    return Error{
        ErrorCode::source_changed,
        fmt::format("had {} partitions and now has {}, so a key's events may lie in two of "
                    "them; to go on, set [kafka] accept_partitions = {{ \"{}\" = {} }}",
                    mark.partition_count, topic.partition_count, topic.topic,
                    topic.partition_count),
        "topic " + topic.topic};
  }
  return model::Done{};
}

// The engine belongs to its thread: a new partition is added there, between two steps.
Result<std::size_t> Life::engine_partition(int stream, const model::PartitionName& name,
                                           model::PartitionMark mark) {
  const auto known = engine_numbers_.find(name);
  if (known != engine_numbers_.end()) return known->second;
  std::promise<Result<std::size_t>> added;
  mailbox_.post(
      [&] {
        auto number = store_->partition_number(name);
        if (!number) {
          added.set_value(number.error());
          return;
        }
        added.set_value(engine_->add_partition(stream, name, *number, mark));
      },
      SIZE_MAX);
  Result<std::size_t> index = added.get_future().get();
  if (index) {
    engine_numbers_[name] = *index;
    marks_[name] = mark;
    mailbox_.resize(engine_numbers_.size());
  }
  return index;
}

// Ids of events counted before, each partition's by a thread of its own.
model::Status Life::recall_ids(std::vector<ReadPartition>& partitions) {
  std::vector<std::future<model::Status>> loads;
  for (ReadPartition& partition : partitions) {
    if (!plan_.streams[static_cast<std::size_t>(partition.stream)].remembers_ids) continue;
    const auto stored = numbers_.find(partition.name);
    if (stored == numbers_.end()) continue;  // new: nothing was counted yet
    loads.push_back(std::async(std::launch::async, [this, &partition, number = stored->second] {
      return store_->load_ids(number, [&](std::int64_t hour, std::span<const model::EventId> ids) {
        for (const model::EventId& id : ids) partition.fold->recall(hour, id);
      });
    }));
  }
  model::Status result = model::Done{};
  for (auto& load : loads) {
    const model::Status status = load.get();
    if (!status.ok()) result = status;
  }
  return result;
}

// Until told to stop, or until something fails that only a new start can heal.
model::Status Life::watch() {
  std::int64_t mirrored_ms = steady_ms(), counted_ms = steady_ms();
  std::set<model::PartitionName> mourned;
  while (sleep(100)) {
    if (const auto failure = pipeline_->failure()) return *failure;
    for (const auto& shard : shards_) {
      if (const auto failure = shard->failure()) return *failure;
    }
    for (const ingest::StoppedPartition& stopped : source_->stopped()) {
      if (!mourned.insert(stopped.name).second) continue;
      spdlog::error("{}/{} stopped: {}", stopped.name.topic, stopped.name.partition,
                    stopped.error.message());
    }
    std::uint64_t id_bytes = 0;
    for (const auto& pulse : pulses_) id_bytes += pulse->id_bytes;
    const std::size_t shared_bytes = config_.limits.memory_bytes / 8 * kPanesAndIdsEighths;
    pipeline_->keep_panes_below(
        std::max<std::size_t>(config_.limits.memory_bytes / kPanesShareMin,
                              shared_bytes > id_bytes ? shared_bytes - id_bytes : 0));
    if (id_bytes > config_.limits.memory_bytes / kIdShare) {
      stop_streams(
          "the ids to be remembered no longer fit in the memory; raise limits.memory or lower "
          "the stream's lateness");
    }
    if (status_.read().group_bytes > config_.limits.memory_bytes / kGroupShare) {
      stop_streams(
          "there are more groups than fit in the memory; raise limits.memory or leave out of `by` "
          "what takes so many values");
    }
    const std::int64_t now_ms = steady_ms();
    if (now_ms - mirrored_ms >= 5000) {
      mirrored_ms = now_ms;
      std::vector<ingest::KafkaSource::Position> positions;
      const StatusSnapshot snapshot = status_.read();
      for (std::size_t i = 0; i < snapshot.partitions.size(); ++i) {
        positions.push_back(
            {static_cast<std::uint32_t>(i), snapshot.partitions[i].mark.next_offset});
      }
      source_->commit_offsets(positions);
    }
    if (now_ms - counted_ms >= 30'000) {
      counted_ms = now_ms;
      const auto counts = source_->refresh_partition_counts(2000);
      for (std::size_t i = 0; counts && i < counts.value().size(); ++i) {
        const model::Status counted = check_partition_count(counts.value()[i]);
        if (!counted.ok()) source_->stop_topic(counts.value()[i].topic, counted.error());
      }
    }
  }
  return model::Done{};
}

void Life::stop_streams(const std::string& why) {
  for (const model::StreamPlan& stream : plan_.streams) {
    source_->stop_topic(stream.topic, {ErrorCode::config, why, "stream " + stream.id});
  }
}

void Life::end() {
  for (const auto& shard : shards_) shard->stop();
  if (pipeline_) pipeline_->stop();
  if (outbox_) outbox_->stop();
  if (server_) server_->stop();
}

// False when told to stop meanwhile.
bool Life::sleep(std::int64_t ms) const {
  const std::int64_t until_ms = steady_ms() + ms;
  while (!stop_ && steady_ms() < until_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min<std::int64_t>(ms, 50)));
  }
  return !stop_;
}

serving::Health Life::health() const {
  serving::Health health;
  const auto [ready, phase] = status_.phase();
  health.checks.push_back({"kafka", ready, phase});
  std::shared_ptr<ingest::KafkaSource> source;
  {
    const std::lock_guard lock(reading_mutex_);
    source = reading_;
  }
  std::string stopped;
  if (source) {
    for (const ingest::StoppedPartition& partition : source->stopped()) {
      stopped += (stopped.empty() ? "" : "; ") + partition.error.message();
    }
  }
  health.checks.push_back(
      {"partitions", stopped.empty(), stopped.empty() ? "none stopped" : stopped});
  const auto failure = pipeline_->failure();
  health.checks.push_back({"state", !failure, failure ? failure->message() : "committing"});
  const std::string trouble = outbox_->trouble();
  health.checks.push_back({"outbox", trouble.empty(), trouble.empty() ? "sending" : trouble});
  health.live = !failure;
  return health;
}

}  // namespace

int run_service(const Config& config, const model::Plan& plan, const std::atomic<bool>& stop,
                const std::function<void(std::uint16_t)>& on_listening) {
  constexpr int kRestartsMax = 5;  // within kRestartsWindowMs; then the process ends
  constexpr std::int64_t kRestartsWindowMs = 60'000;
  std::vector<std::int64_t> restarts_ms;
  while (true) {
    const model::Status status = Life(config, plan, stop).run(on_listening);
    if (status.ok()) return kExitOk;
    const Error& error = status.error();
    if (error.code == ErrorCode::config || error.code == ErrorCode::source_changed ||
        error.code == ErrorCode::usage) {
      return report(error);
    }
    const std::int64_t now_ms = steady_ms();
    std::erase_if(restarts_ms,
                  [&](std::int64_t then_ms) { return now_ms - then_ms > kRestartsWindowMs; });
    restarts_ms.push_back(now_ms);
    if (restarts_ms.size() > kRestartsMax || stop) return report(error);
    spdlog::error("{}; starting anew from the last commit", error.message());
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace ioc::app
