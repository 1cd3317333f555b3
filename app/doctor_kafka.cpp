#include "app/doctor_kafka.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/kafka_config.h"
#include "app/log_reading.h"
#include "ingest/decoder.h"
#include "ingest/kafka_probe.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

using State = Finding::State;

constexpr std::int64_t kSampledRecords = 500;  // the newest of each partition

class KafkaExamination {
 public:
  KafkaExamination(const Config& config, const model::Plan& plan, const KnownMarks& known,
                   const std::atomic<bool>& stop)
      : config_(config), plan_(plan), known_(known), stop_(stop) {}

  std::vector<Finding> run() {
    const ingest::KafkaSettings settings = kafka_settings(config_, stop_);
    auto probe = ingest::KafkaProbe::open(settings);
    if (!probe) {
      tell("broker", State::fault, probe.error().message(), "see [kafka] in the configuration");
      return std::move(findings_);
    }
    if (!(*probe)->is_answered(model::kKafkaCallMs)) {
      tell("broker", State::fault,
           fmt::format("no answer from {} within {} s", config_.kafka.brokers,
                       model::kKafkaCallMs / 1000),
           "start the broker, mend [kafka] brokers, or open the way to it (name, port, TLS, "
           "rights)");
      return std::move(findings_);
    }
    tell("broker", State::ok, "answers at " + config_.kafka.brokers);
    for (std::size_t i = 0; i < plan_.streams.size() && !stop_; ++i) {
      examine_topic(**probe, static_cast<int>(i), settings);
    }
    for (const std::string& topic :
         {config_.kafka.figures_topic, config_.kafka.dead_letters_topic}) {
      examine_output(**probe, topic);
    }
    return std::move(findings_);
  }

 private:
  void tell(std::string name, State state, std::string text, std::string cure = {}) {
    findings_.push_back({std::move(name), state, std::move(text), std::move(cure)});
  }

  void examine_topic(ingest::KafkaProbe& probe, int number, const ingest::KafkaSettings& settings) {
    const model::StreamPlan& stream = plan_.streams[static_cast<std::size_t>(number)];
    const std::string name = "topic " + stream.topic;
    const auto topic = probe.topic(stream.topic, model::kKafkaCallMs);
    if (!topic) {
      return tell(name, State::fault, topic.error().text,
                  fmt::format("create it, or give stream '{}' the right topic and this user the "
                              "right to read it; the stream waits, others go on",
                              stream.id));
    }
    if (const auto compacted = probe.is_compacted(stream.topic, model::kKafkaCallMs);
        compacted && *compacted) {
      tell(name, State::fault, "is compacted: events of one key replace each other",
           "cleanup.policy=delete for topics of events");
    }
    if (!check_count(name, *topic)) return;
    std::vector<LogPart> sample;
    std::int64_t kept = 0;
    for (std::int32_t i = 0; i < topic->partition_count; ++i) {
      const auto extent = probe.extent({stream.topic, i}, model::kKafkaCallMs);
      if (!extent) {
        return tell(name, State::fault, extent.error().message(),
                    "the partition has no leader: mend the broker it lies on");
      }
      if (!check_reach(name, {stream.topic, i}, *extent)) return;
      kept += extent->high - extent->low;
      LogPart part{{stream.topic, i}, extent->high};
      part.next = std::max(extent->low, extent->high - kSampledRecords);
      if (part.next < part.end) sample.push_back(part);
    }
    tell(name, State::ok,
         fmt::format("{} partition{}, {} offsets kept", topic->partition_count,
                     topic->partition_count == 1 ? "" : "s", kept));
    for (const int lifecycle : stream.lifecycles)
      sample_keys(name, number, lifecycle, sample, settings);
  }

  bool check_count(const std::string& name, const ingest::TopicInfo& topic) {
    const auto& accepted = config_.kafka.accept_partitions;
    const auto ruled = accepted.find(topic.topic);
    for (const auto& [partition, mark] : known_) {
      const bool is_same = partition.topic != topic.topic || mark.partition_count == 0 ||
                           mark.partition_count == topic.partition_count;
      if (is_same || (ruled != accepted.end() && ruled->second == topic.partition_count)) continue;
      tell(name, State::fault,
           fmt::format("had {} partitions and now has {}: a key's events may lie in two of them",
                       mark.partition_count, topic.partition_count),
           fmt::format("to go on, set [kafka] accept_partitions = {{ \"{}\" = {} }}", topic.topic,
                       topic.partition_count));
      return false;
    }
    return true;
  }

  bool check_reach(const std::string& name, const model::PartitionName& partition,
                   const ingest::Extent& extent) {
    const auto mark = known_.find(partition);
    if (mark == known_.end()) {
      if (extent.low == 0) return true;
      tell(name, State::doubt,
           fmt::format("partition {} begins at offset {}: what was before is not counted",
                       partition.partition, extent.low),
           "restore a snapshot whose offsets it reaches back to, if the past matters");
      return true;
    }
    const std::int64_t next = mark->second.next_offset;
    if (next >= extent.low && next <= extent.high) return true;
    tell(name, State::fault,
         next < extent.low
             ? fmt::format("partition {} begins at offset {} and the state goes on at {}: the "
                           "records between are lost",
                           partition.partition, extent.low, next)
             : fmt::format("partition {} ends at offset {} and the state goes on at {}: it is "
                           "another log",
                           partition.partition, extent.high, next),
         next < extent.low ? "keep the topic longer than a service may be down; restore a newer "
                             "snapshot, or begin with a new state_dir"
                           : "restore the topic, or begin with a new state_dir");
    return false;
  }

  // A life whose events lie in two partitions would be two lives.
  void sample_keys(const std::string& name, int stream, int number,
                   const std::vector<LogPart>& parts, const ingest::KafkaSettings& settings) {
    const model::LifecyclePlan& lifecycle = plan_.lifecycles[static_cast<std::size_t>(number)];
    const model::StreamPlan& of = plan_.streams[static_cast<std::size_t>(stream)];
    ingest::Decoder decoder(of, plan_, false, model::Instant{INT64_MAX});
    model::EventBatch batch;
    std::map<std::string, std::size_t> seen;  // life -> part
    std::uint64_t events = 0, keyless = 0;
    std::string torn;
    const auto look = [&](std::size_t part, std::span<const model::Record> records) {
      decoder.decode(records, batch);
      const model::Column& column = batch.columns[static_cast<std::size_t>(lifecycle.key)];
      for (std::size_t row = 0; row < batch.size; ++row) {
        if (column.present.empty() || column.present[row] == 0) continue;
        ++events;
        keyless += records[batch.record[row]].key ? 0 : 1;
        std::string life = column.texts.empty() || column.texts[row].empty()
                               ? std::to_string(column.numbers.empty() ? 0 : column.numbers[row])
                               : std::string(column.texts[row]);
        const auto [at, is_new] = seen.try_emplace(std::move(life), part);
        if (at->second != part) torn = at->first;
      }
    };
    if (const model::Status read = read_log(settings, parts, stop_, look); !read.ok()) {
      return tell(name, State::doubt, "could not be sampled: " + read.error().message(), "");
    }
    if (!torn.empty()) {
      return tell(
          name, State::fault,
          fmt::format("'{}' of lifecycle {} has events in two partitions", torn, lifecycle.id),
          fmt::format("producers must key its records by {}",
                      of.fields[static_cast<std::size_t>(lifecycle.key)].name));
    }
    if (keyless > 0) {
      tell(name, State::doubt,
           fmt::format("{} of the newest {} records have no key", keyless, events),
           fmt::format("key them by {}, or lives may be torn apart",
                       of.fields[static_cast<std::size_t>(lifecycle.key)].name));
    }
  }

  void examine_output(ingest::KafkaProbe& probe, const std::string& topic) {
    const std::string name = "topic " + topic;
    if (const auto info = probe.topic(topic, model::kKafkaCallMs); !info) {
      return tell(name, State::doubt, info.error().text,
                  "create it, unless the brokers make topics by themselves");
    }
    tell(name, State::ok, "is there");
  }

  const Config& config_;
  const model::Plan& plan_;
  const KnownMarks& known_;
  const std::atomic<bool>& stop_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> examine_kafka(const Config& config, const model::Plan& plan,
                                   const KnownMarks& known, const std::atomic<bool>& stop) {
  return KafkaExamination(config, plan, known, stop).run();
}

}  // namespace ioc::app
