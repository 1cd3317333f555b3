#include "app/reading.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <future>

#include "app/anchor_memory.h"
#include "app/clock.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

Reading::Reading(const World& world, ingest::KafkaSettings settings, KnownPartitions known,
                 std::span<const ingest::Anchor> anchors)
    : world_(world),
      settings_(std::move(settings)),
      known_(std::move(known)),
      anchors_(anchors),
      anchors_kept_(anchors_.all()) {}

model::Status Reading::begin() {
  auto opened = ingest::KafkaSource::open(settings_);
  if (!opened) return opened.error();
  asker_ = std::move(opened).value();
  if (auto same = check_instance(); !same) return same;
  streams_.resize(world_.plan.streams.size());
  world_.status.update([&](StatusSnapshot& snapshot) { snapshot.streams = streams_; });
  mirrored_ms_ = counted_ms_ = anchored_ms_ = steady_ms();
  return model::Done{};
}

model::Status Reading::look_after() {
  for (const auto& group : groups_) {
    if (const auto failure = group->failure()) return *failure;
  }
  mourn_stopped();
  if (auto tried = try_streams(); !tried) return tried;
  const std::int64_t now_ms = steady_ms();
  if (now_ms - mirrored_ms_ >= 5000) {
    mirrored_ms_ = now_ms;
    const StatusSnapshot snapshot = world_.status.read();
    for (const auto& group : groups_) group->mirror_offsets(snapshot);
  }
  // Each of the next two may wait for a broker: not one after the other when told to stop.
  if (now_ms - counted_ms_ >= model::kPartitionCountRefreshMs && !world_.stop) {
    counted_ms_ = now_ms;
    check_partition_counts();
  }
  if (now_ms - anchored_ms_ >= model::kKafkaAnchorCheckMs && !world_.stop) {
    check_anchors();
    anchored_ms_ = steady_ms();
  }
  return model::Done{};
}

void Reading::end() {
  for (const auto& group : groups_) group->stop();
}

void Reading::stop_streams(const Error& why) {
  for (std::size_t i = 0; i < streams_.size(); ++i) {
    const model::StreamPlan& stream = world_.plan.streams[i];
    const Error error{why.code, why.text, "stream " + stream.id};
    stop_topic(stream.topic, error);
    if (streams_[i].state == State::waiting) settle(static_cast<int>(i), error);
  }
}

std::uint64_t Reading::id_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& [index, pulse] : pulses_) bytes += pulse->id_bytes;
  return bytes;
}

void Reading::share_lives() {
  const std::uint64_t shared = world_.config.limits.memory_bytes / model::kLivesShareInverse;
  std::uint64_t taken = 0;
  for (const auto& [index, pulse] : pulses_) taken += pulse->life_bytes;
  for (const auto& [index, pulse] : pulses_) {
    const std::uint64_t others = taken - std::min<std::uint64_t>(taken, pulse->life_bytes);
    pulse->life_bytes_max = std::max(shared / pulses_.size(), shared - std::min(shared, others));
  }
}

std::vector<ingest::StoppedPartition> Reading::stopped() const {
  const std::lock_guard lock(groups_mutex_);
  std::vector<ingest::StoppedPartition> all;
  for (const auto& group : groups_) {
    for (ingest::StoppedPartition& partition : group->stopped()) all.push_back(partition);
  }
  return all;
}

std::int64_t Reading::end_of(std::size_t index) const {
  // What the broker told before it fell silent is no news.
  if (silence_ms() >= model::kKafkaSilenceMaxMs) return -1;
  const std::lock_guard lock(groups_mutex_);
  std::int64_t end = -1;
  for (const auto& group : groups_) end = std::max(end, group->end_of(index));
  return end;
}

// All streams that can be read now begin together.
model::Status Reading::try_streams() {
  const auto waits = [](const StreamStatus& stream) { return stream.state == State::waiting; };
  if (std::ranges::none_of(streams_, waits)) return model::Done{};
  if (tried_ms_ != INT64_MIN && steady_ms() - tried_ms_ < model::kStreamRetryMs) {
    return model::Done{};
  }
  std::vector<ReadPartition> partitions;
  std::vector<int> ready;
  for (std::size_t i = 0; i < streams_.size() && !world_.stop; ++i) {
    if (!waits(streams_[i])) continue;
    const int stream = static_cast<int>(i);
    auto found = try_stream(stream);
    has_answered_ = has_answered_ || found || found.error().code != ErrorCode::unavailable;
    if (!found) {
      settle(stream, found.error());
      continue;
    }
    if (auto recalled = recall_ids(*found); !recalled) return recalled;
    ready.push_back(stream);
    std::ranges::move(*found, std::back_inserter(partitions));
  }
  tried_ms_ = steady_ms();
  if (!world_.stop && !ready.empty()) {
    const std::size_t count = partitions.size();
    if (auto started = start_group(std::move(partitions), ready.size()); !started) {
      if (started.error().code != ErrorCode::unavailable) return started;
      for (const int stream : ready) settle(stream, started.error());
    } else {
      for (const int stream : ready) set_state(stream, State::reading, "reading");
      spdlog::info("reading {} partitions in {} shards", count, settings_.shards);
    }
  }
  tell_phase();
  return model::Done{};
}

// Its partitions, verified. Errors: unavailable and config (not yet), others (not as things are).
Result<std::vector<ReadPartition>> Reading::try_stream(int stream) {
  auto topic = asker_->topic(world_.plan.streams[static_cast<std::size_t>(stream)].topic,
                             model::kKafkaAskMs);
  if (!topic) return topic.error();
  if (auto counted = check_partition_count(*topic); !counted) return counted.error();
  auto partitions = find_partitions(stream, *topic);
  if (!partitions) return partitions;
  const auto starts = starts_of(*partitions, settings_.shards);
  if (auto verified = asker_->verify(starts); !verified) return verified.error();
  return partitions;
}

// The partitions of a stream that are ours, numbered as the engine does.
Result<std::vector<ReadPartition>> Reading::find_partitions(int stream,
                                                            const ingest::TopicInfo& topic) {
  std::vector<ReadPartition> partitions;
  for (std::int32_t p = 0; p < topic.partition_count; ++p) {
    if (!asker_->reads(p)) continue;
    const model::PartitionName name{topic.topic, p};
    const auto known = known_.find(name);
    model::PartitionMark mark = known == known_.end() ? model::PartitionMark{} : known->second.mark;
    mark.partition_count = topic.partition_count;
    auto index = engine_partition(stream, name, mark);
    if (!index) return index.error();
    ReadPartition& partition = partitions.emplace_back();
    partition.index = *index;
    partition.stream = stream;
    partition.name = name;
    partition.fold = make_fold(stream, mark, known_[name].number);
    partition.pulse = std::make_shared<PartitionPulse>();
    partition.pulse->last_record_ms = steady_ms();
    world_.pipeline.watch(*index, stream, name, mark, partition.pulse);
  }
  return partitions;
}

// What is shared out by memory goes by the streams of the group.
model::Status Reading::start_group(std::vector<ReadPartition> partitions,
                                   std::size_t stream_count) {
  const std::size_t share = world_.config.limits.memory_bytes / streams_.size() * stream_count;
  for (std::size_t place = 0; place < partitions.size(); ++place) {
    ReadPartition& partition = partitions[place];
    partition.place = static_cast<std::uint32_t>(place);
    pulses_[partition.index] = partition.pulse;
  }
  share_lives();
  std::shared_ptr<ingest::KafkaSource> source = asker_;
  if (!groups_.empty()) {
    ingest::KafkaSettings settings = settings_;
    settings.buffer_bytes = settings_.buffer_bytes / streams_.size() * stream_count;
    auto opened = ingest::KafkaSource::open(settings);
    if (!opened) return opened.error();
    source = std::move(opened).value();
  }
  auto group = std::make_unique<ReadGroup>(std::move(source), std::move(partitions));
  const model::Status started =
      group->start(world_.plan, settings_.shards, world_.mailbox,
                   world_.pipeline.commit_interval_ms(), share / model::kPendingShareInverse);
  if (!started) return started;
  {
    const std::lock_guard lock(groups_mutex_);
    groups_.push_back(std::move(group));
  }
  check_anchors();  // the log may have been swapped and read on just before the last end
  return model::Done{};
}

// What an error means for a stream: it waits, or it stops for good. Told once each.
void Reading::settle(int stream, const Error& error) {
  const bool waits = error.code == ErrorCode::unavailable || error.code == ErrorCode::config;
  const std::string& id = world_.plan.streams[static_cast<std::size_t>(stream)].id;
  const StreamStatus& before = streams_[static_cast<std::size_t>(stream)];
  const std::string text = (waits ? "waiting: " : "stopped: ") + error.message();
  if (before.text != text) {
    spdlog::log(waits ? spdlog::level::warn : spdlog::level::err, "stream {} is {}", id, text);
  }
  set_state(stream, waits ? State::waiting : State::stopped, text);
}

void Reading::set_state(int stream, State state, std::string text) {
  streams_[static_cast<std::size_t>(stream)] = {state, std::move(text)};
  world_.status.update([&](StatusSnapshot& snapshot) { snapshot.streams = streams_; });
}

void Reading::tell_phase() {
  const auto reading = std::ranges::count(streams_, State::reading, &StreamStatus::state);
  if (reading > 0) {
    world_.status.set_phase(true, fmt::format("reading {} streams", reading));
  } else if (has_answered_) {
    world_.status.set_phase(true, "a broker answers, and no stream is read");
  } else {
    world_.status.set_phase(false, "waiting for Kafka: " + streams_.front().text);
  }
}

// The partitions whose state we hold must be ours to read.
model::Status Reading::check_instance() const {
  for (const auto& [name, known] : known_) {
    if (asker_->reads(name.partition)) continue;
    return Error{ErrorCode::config,
                 "the state holds partitions that are no longer read here; give a new state_dir "
                 "or the old instance and instances",
                 world_.config.state_dir};
  }
  return model::Done{};
}

std::unique_ptr<processing::PartitionFold> Reading::make_fold(int stream,
                                                              const model::PartitionMark& mark,
                                                              model::PartitionNumber number) const {
  const auto stored = [this](int lifecycle) {
    return world_.lifecycle_numbers[static_cast<std::size_t>(lifecycle)];
  };
  model::StoredLives lives;
  lives.read = [this, stored, number](int lifecycle, std::span<const std::string_view> keys,
                                      const model::LifeVisitor& visit) {
    return world_.store.load_lives(stored(lifecycle), number, keys, visit);
  };
  lives.scan = [this, stored, number](int lifecycle, std::string_view from,
                                      const model::LifeScanner& visit) {
    return world_.store.scan_lives(stored(lifecycle), number, from, visit);
  };
  return std::make_unique<processing::PartitionFold>(world_.plan, stream, mark, std::move(lives));
}

// Keys move to other partitions when their number changes: an operator must rule.
model::Status Reading::check_partition_count(const ingest::TopicInfo& topic) const {
  const auto& accepted = world_.config.kafka.accept_partitions;
  const auto ruled = accepted.find(topic.topic);
  for (const auto& [name, known] : known_) {
    if (name.topic == topic.topic && name.partition >= topic.partition_count) {
      return Error{ErrorCode::source_changed,
                   fmt::format("partition {} is gone; its events cannot be taken back. Give a new "
                               "state_dir, or the topic as it was",
                               name.partition),
                   "topic " + topic.topic};
    }
    const std::int32_t before = known.mark.partition_count;
    if (name.topic != topic.topic || before == 0 || before == topic.partition_count) continue;
    if (ruled != accepted.end() && ruled->second == topic.partition_count) continue;
    return Error{
        ErrorCode::source_changed,
        fmt::format("had {} partitions and now has {}, so a key's events may lie in two of "
                    "them; to go on, set [kafka] accept_partitions = {{ \"{}\" = {} }}",
                    before, topic.partition_count, topic.topic, topic.partition_count),
        "topic " + topic.topic};
  }
  return model::Done{};
}

// The engine belongs to its thread: a new partition is added there, between two steps.
Result<std::size_t> Reading::engine_partition(int stream, const model::PartitionName& name,
                                              const model::PartitionMark& mark) {
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second.index;
  std::promise<Result<KnownPartition>> added;
  world_.mailbox.post(
      [&] {
        auto number = world_.store.partition_number(name);
        if (!number) {
          added.set_value(number.error());
          return;
        }
        const std::size_t index = world_.engine.add_partition(stream, name, *number, mark);
        added.set_value(KnownPartition{index, *number, mark});
      },
      SIZE_MAX);
  const Result<KnownPartition> fresh = added.get_future().get();
  if (!fresh) return fresh.error();
  known_[name] = *fresh;
  world_.mailbox.resize(known_.size());
  return fresh->index;
}

// Ids of events counted before, each partition's by a thread of its own.
model::Status Reading::recall_ids(std::vector<ReadPartition>& partitions) {
  std::vector<std::future<model::Status>> loads;
  for (ReadPartition& partition : partitions) {
    const auto& stream = world_.plan.streams[static_cast<std::size_t>(partition.stream)];
    // Lives know their own events; those without a key are remembered by their ids.
    if (!stream.remembers_ids && stream.lifecycles.empty()) continue;
    const model::PartitionNumber number = known_[partition.name].number;
    loads.push_back(std::async(std::launch::async, [this, &partition, number] {
      return world_.store.load_ids(number,
                                   [&](std::int64_t hour, std::span<const model::EventId> ids) {
                                     for (const model::EventId& id : ids)
                                       partition.fold->recall(hour, id);
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

void Reading::stop_topic(const std::string& topic, const Error& why) {
  for (const auto& group : groups_) group->source()->stop_topic(topic, why);
}

void Reading::mourn_stopped() {
  for (const ingest::StoppedPartition& stopped : this->stopped()) {
    if (!mourned_.insert(stopped.name).second) continue;
    spdlog::error("{}/{} stopped: {}", stopped.name.topic, stopped.name.partition,
                  stopped.error.message());
    pulses_[known_[stopped.name].index]->is_read = false;
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      if (world_.plan.streams[i].topic != stopped.name.topic) continue;
      set_state(static_cast<int>(i), State::stopped, "stopped: " + stopped.error.message());
    }
    tell_phase();
  }
}

void Reading::check_partition_counts() {
  for (const auto& group : groups_) {
    const auto counts = group->source()->refresh_partition_counts(2000);
    for (std::size_t i = 0; counts && i < counts.value().size(); ++i) {
      const model::Status counted = check_partition_count(counts.value()[i]);
      if (!counted.ok()) stop_topic(counts.value()[i].topic, counted.error());
    }
    if (world_.stop) return;
  }
}

// One partition of another log makes the whole topic another one: all of it stops.
void Reading::check_anchors() {
  std::vector<ingest::Standing> standings;
  std::vector<model::PartitionName> names;
  for (const PartitionStatus& partition : world_.status.read().partitions) {
    const auto pulse = pulses_.find(known_[partition.name].index);
    if (pulse == pulses_.end() || !pulse->second->is_read) continue;
    names.push_back(partition.name);
    standings.push_back({{partition.name, partition.mark.last_offset, partition.mark.fingerprint}});
  }
  if (names.empty()) return;
  const auto ends = asker_->ends(names, model::kKafkaAskMs);
  if (!ends) return;  // the brokers are away: nothing can be said, and nothing new is read
  for (std::size_t i = 0; i < names.size(); ++i) standings[i].end = (*ends)[i];
  for (const ingest::StoppedPartition& found : asker_->check_anchors(anchors_, standings)) {
    stop_topic(found.name.topic, found.error);
  }
  keep_anchors();
}

// With the state, so that a restart in the middle of a swap finds it too. They become durable with
// the next commit, and before it nothing is applied that they do not vouch for.
void Reading::keep_anchors() {
  std::vector<ingest::Anchor> now = anchors_.all();
  if (now == anchors_kept_) return;
  world_.mailbox.post(
      [this, text = write_anchors(now)] { world_.store.put_meta(kAnchorsMeta, text); }, SIZE_MAX);
  anchors_kept_ = std::move(now);
}

}  // namespace ioc::app
