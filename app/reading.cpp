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
  source_ = std::move(opened).value();
  std::vector<ReadPartition> partitions;
  for (bool waiting = false;; waiting = true) {
    auto found = find_partitions();
    if (found) {
      partitions = std::move(found).value();
      break;
    }
    if (found.error().code != ErrorCode::unavailable) return found.error();
    world_.status.set_phase(false, "waiting for Kafka: " + found.error().message());
    if (!waiting) spdlog::warn("waiting for Kafka: {}", found.error().message());
    if (!sleep_unless(world_.stop, 500)) return model::Done{};
  }
  const model::Status recalled = recall_ids(partitions);
  if (!recalled.ok()) return recalled;

  std::vector<ingest::PartitionStart> starts(partitions.size());
  const auto shards = static_cast<std::size_t>(settings_.shards);
  std::vector<std::vector<ReadPartition>> by_shard(shards);
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    const model::PartitionMark& mark = partitions[i].fold->mark();
    starts[i] = {partitions[i].name, mark.next_offset, mark.last_offset, mark.fingerprint,
                 static_cast<int>(i % shards)};
  }
  for (;;) {
    const model::Status started = source_->start(starts);
    if (started.ok()) break;
    if (started.error().code != ErrorCode::unavailable) return started.error();
    world_.status.set_phase(false, "waiting for Kafka: " + started.error().message());
    if (!sleep_unless(world_.stop, 500)) return model::Done{};
  }
  check_anchors();  // the log may have been swapped and read on just before the last end
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    pulses_.push_back(partitions[i].pulse);
    by_shard[i % shards].push_back(std::move(partitions[i]));
  }
  for (std::size_t i = 0; i < shards; ++i) {
    shards_.push_back(std::make_unique<Shard>(static_cast<int>(i), world_.plan, *source_,
                                              world_.mailbox, world_.pipeline.commit_interval_ms(),
                                              std::move(by_shard[i])));
    shards_.back()->start();
  }
  {
    const std::lock_guard lock(started_mutex_);
    started_ = source_;
  }
  world_.status.set_phase(true, fmt::format("reading {} partitions", starts.size()));
  spdlog::info("reading {} partitions in {} shards", starts.size(), shards);
  mirrored_ms_ = counted_ms_ = anchored_ms_ = steady_ms();
  return model::Done{};
}

model::Status Reading::look_after() {
  for (const auto& shard : shards_) {
    if (const auto failure = shard->failure()) return *failure;
  }
  mourn_stopped();
  const std::int64_t now_ms = steady_ms();
  if (now_ms - mirrored_ms_ >= 5000) {
    mirrored_ms_ = now_ms;
    mirror_offsets();
  }
  // Each of the next two may wait for a broker: not one after the other when told to stop.
  if (now_ms - counted_ms_ >= model::kPartitionCountRefreshMs) {
    counted_ms_ = now_ms;
    check_partition_counts();
  }
  if (world_.stop) return model::Done{};
  if (now_ms - anchored_ms_ >= model::kKafkaAnchorCheckMs) {
    check_anchors();
    anchored_ms_ = steady_ms();
  }
  return model::Done{};
}

void Reading::end() {
  for (const auto& shard : shards_) shard->stop();
}

void Reading::stop_streams(const Error& why) {
  for (const model::StreamPlan& stream : world_.plan.streams) {
    source_->stop_topic(stream.topic, {why.code, why.text, "stream " + stream.id});
  }
}

std::uint64_t Reading::id_bytes() const {
  std::uint64_t bytes = 0;
  for (const auto& pulse : pulses_) bytes += pulse->id_bytes;
  return bytes;
}

std::shared_ptr<ingest::KafkaSource> Reading::source() const {
  const std::lock_guard lock(started_mutex_);
  return started_;
}

// The partitions of all streams that are ours, numbered as the engine does. The source knows them
// by their place in this list, which is the same number.
Result<std::vector<ReadPartition>> Reading::find_partitions() {
  std::vector<std::pair<int, ingest::TopicInfo>> topics;
  for (std::size_t i = 0; i < world_.plan.streams.size(); ++i) {
    auto topic = source_->topic(world_.plan.streams[i].topic);
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
      const auto known = known_.find(name);
      model::PartitionMark mark =
          known == known_.end() ? model::PartitionMark{} : known->second.mark;
      mark.partition_count = topic.partition_count;
      auto index = engine_partition(stream, name, mark);
      if (!index) return index.error();
      ReadPartition partition;
      partition.index = *index;
      partition.stream = stream;
      partition.name = name;
      partition.fold = make_fold(stream, mark, known_[name].number);
      partition.pulse = std::make_shared<PartitionPulse>();
      partition.pulse->last_record_ms = steady_ms();
      world_.pipeline.watch(*index, stream, name, mark, partition.pulse);
      partitions.push_back(std::move(partition));
    }
  }
  for (ReadPartition& partition : partitions) {
    partition.fold->keep_lives_below(world_.config.limits.memory_bytes / model::kLivesShareInverse /
                                     partitions.size());
  }
  std::sort(partitions.begin(), partitions.end(),
            [](const auto& a, const auto& b) { return a.index < b.index; });
  for (std::size_t i = 0; i < partitions.size(); ++i) {
    if (partitions[i].index != i) {
      return Error{ErrorCode::config,
                   "the state holds partitions that are no longer read here; give a new state_dir "
                   "or the old topics, instance and instances",
                   world_.config.state_dir};
    }
  }
  return partitions;
}

std::unique_ptr<processing::PartitionFold> Reading::make_fold(int stream,
                                                              const model::PartitionMark& mark,
                                                              model::PartitionNumber number) const {
  return std::make_unique<processing::PartitionFold>(
      world_.plan, stream, mark,
      [this, number](int lifecycle, std::span<const std::string_view> keys,
                     const model::LifeVisitor& visit) {
        return world_.store.load_lives(
            world_.lifecycle_numbers[static_cast<std::size_t>(lifecycle)], number, keys, visit);
      });
}

// Keys move to other partitions when their number changes: an operator must rule.
model::Status Reading::check_partition_count(const ingest::TopicInfo& topic) {
  const auto& accepted = world_.config.kafka.accept_partitions;
  const auto ruled = accepted.find(topic.topic);
  for (const auto& [name, known] : known_) {
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

void Reading::mourn_stopped() {
  for (const ingest::StoppedPartition& stopped : source_->stopped()) {
    if (!mourned_.insert(stopped.name).second) continue;
    spdlog::error("{}/{} stopped: {}", stopped.name.topic, stopped.name.partition,
                  stopped.error.message());
  }
}

void Reading::mirror_offsets() {
  std::vector<ingest::KafkaSource::Position> positions;
  const StatusSnapshot snapshot = world_.status.read();
  for (std::size_t i = 0; i < snapshot.partitions.size(); ++i) {
    positions.push_back({static_cast<std::uint32_t>(i), snapshot.partitions[i].mark.next_offset});
  }
  source_->commit_offsets(positions);
}

void Reading::check_partition_counts() {
  const auto counts = source_->refresh_partition_counts(2000);
  for (std::size_t i = 0; counts && i < counts.value().size(); ++i) {
    const model::Status counted = check_partition_count(counts.value()[i]);
    if (!counted.ok()) source_->stop_topic(counts.value()[i].topic, counted.error());
  }
}

// One partition of another log makes the whole topic another one: all of it stops.
void Reading::check_anchors() {
  std::vector<ingest::Standing> standings;
  std::vector<model::PartitionName> names;
  for (const PartitionStatus& partition : world_.status.read().partitions) {
    if (mourned_.contains(partition.name)) continue;
    names.push_back(partition.name);
    standings.push_back({{partition.name, partition.mark.last_offset, partition.mark.fingerprint}});
  }
  if (names.empty()) return;
  const auto ends = source_->ends(names, model::kKafkaAskMs);
  if (!ends) return;  // the brokers are away: nothing can be said, and nothing new is read
  for (std::size_t i = 0; i < names.size(); ++i) standings[i].end = (*ends)[i];
  for (const ingest::StoppedPartition& found : source_->check_anchors(anchors_, standings)) {
    source_->stop_topic(found.name.topic, found.error);
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
