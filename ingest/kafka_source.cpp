// The door for reading: checks, verification, then the reader does the work.
#include "ingest/kafka_source.h"

#include <fmt/format.h>

#include <set>

#include "ingest/kafka_anchors.h"
#include "ingest/kafka_contact.h"
#include "ingest/kafka_probe.h"
#include "ingest/kafka_reader.h"
#include "ingest/kafka_verify.h"
#include "model/check.h"

namespace ioc::ingest {

using model::Error;
using model::ErrorCode;
using model::Status;

KafkaSource::KafkaSource(KafkaSettings settings) : settings_(std::move(settings)) {}
KafkaSource::~KafkaSource() = default;

model::Result<std::unique_ptr<KafkaSource>> KafkaSource::open(KafkaSettings settings) {
  if (settings.instances < 1 || settings.instance < 0 || settings.instance >= settings.instances) {
    return Error{ErrorCode::config,
                 fmt::format("instance {} of {}: instances count from 0", settings.instance,
                             settings.instances),
                 "kafka instance"};
  }
  if (settings.shards < 1) {
    return Error{ErrorCode::config, "at least one shard must read", "shards"};
  }
  auto probe = KafkaProbe::open(settings);
  if (!probe) return probe.error();
  std::unique_ptr<KafkaSource> source(new KafkaSource(std::move(settings)));
  source->probe_ = std::move(*probe);
  source->contact_ = std::make_unique<KafkaContact>(
      [asked = source->probe_.get()] { return asked->is_answered(model::kKafkaAskMs); });
  return source;
}

bool KafkaSource::reads(std::int32_t partition) const {
  return partition % settings_.instances == settings_.instance;
}

model::Result<TopicInfo> KafkaSource::topic(const std::string& name, int timeout_ms) const {
  return probe_->topic(name, timeout_ms);
}

Status KafkaSource::verify(std::span<const PartitionStart> starts) const {
  return verify_starts(*probe_, starts);
}

Status KafkaSource::start(std::vector<PartitionStart> starts) {
  IOC_CHECK(reader_ == nullptr);
  for (const PartitionStart& start : starts) {
    IOC_CHECK(reads(start.name.partition) && start.next_offset >= 0);
    IOC_CHECK(start.shard >= 0 && start.shard < settings_.shards);
  }
  auto reader = KafkaReader::start(settings_, *probe_, starts);
  if (!reader) return reader.error();
  reader_ = std::move(*reader);
  return model::Done{};
}

model::Result<std::span<const FetchedBatch>> KafkaSource::poll(int shard, int wait_ms) {
  return reader_->shard(shard).poll(wait_ms);
}

std::vector<StoppedPartition> KafkaSource::stopped() const { return reader_->stopped(); }

void KafkaSource::stop_topic(const std::string& topic, Error reason) {
  for (const auto& partition : reader_->partitions()) {
    if (partition->name.topic == topic) reader_->stop(*partition, reason);
  }
}

model::Result<std::vector<TopicInfo>> KafkaSource::refresh_partition_counts(int timeout_ms) const {
  std::set<std::string> names;
  for (const auto& partition : reader_->partitions()) names.insert(partition->name.topic);
  std::vector<TopicInfo> topics;
  for (const std::string& name : names) {
    auto info = probe_->topic(name, timeout_ms);
    if (!info) return info.error();
    topics.push_back(std::move(*info));
  }
  return topics;
}

std::vector<StoppedPartition> KafkaSource::check_anchors(
    KafkaAnchors& anchors, std::span<const Standing> standings) const {
  return anchors.check(*probe_, standings);
}

model::Result<std::vector<std::int64_t>> KafkaSource::ends(
    std::span<const model::PartitionName> names, int timeout_ms) const {
  return probe_->ends(names, timeout_ms);
}

void KafkaSource::commit_offsets(std::span<const Position> positions) {
  reader_->commit_offsets(positions);
}

std::int64_t KafkaSource::high_watermark(std::uint32_t partition) const {
  return reader_->high_watermark(*reader_->partitions()[partition]);
}

std::int64_t KafkaSource::silence_ms() const { return contact_->silence_ms(); }

KafkaCounters KafkaSource::counters() const { return reader_->counters(); }

}  // namespace ioc::ingest
