#include "app/log_reading.h"

#include <fmt/core.h>

#include <algorithm>

#include "ingest/kafka_source.h"
#include "model/limits.h"

namespace ioc::app {
namespace {

// One reader for all partitions, whatever share of them this process reads live.
ingest::KafkaSettings alone(ingest::KafkaSettings settings) {
  settings.instance = 0;
  settings.instances = 1;
  settings.shards = 1;
  return settings;
}

model::Error ends_early(const LogPart& part, std::int64_t end) {
  return {
      model::ErrorCode::source_changed,
      fmt::format("ends at offset {}, before offset {}: it is not the log it was", end, part.end),
      fmt::format("{}/{}", part.name.topic, part.name.partition)};
}

void visit_records(std::size_t part, std::span<const model::Record> records, std::int64_t end,
                   const LogVisitor& visit) {
  const auto behind = std::partition_point(records.begin(), records.end(),
                                           [&](const auto& record) { return record.offset < end; });
  records = records.first(static_cast<std::size_t>(behind - records.begin()));
  while (!records.empty()) {
    const std::size_t count = std::min(records.size(), model::kBatchRecordsMax);
    visit(part, records.first(count));
    records = records.subspan(count);
  }
}

}  // namespace

model::Status read_log(const ingest::KafkaSettings& settings, const std::vector<LogPart>& parts,
                       const std::atomic<bool>& stop, const LogVisitor& visit) {
  auto source = ingest::KafkaSource::open(alone(settings));
  if (!source) return source.error();
  if (parts.empty()) return model::Done{};
  // Reading itself waits for a broker for as long as it takes; who asked should be told.
  const auto reached = (*source)->topic(parts.front().name.topic);
  if (!reached) return reached.error();
  std::vector<ingest::PartitionStart> starts;
  for (const LogPart& part : parts) {
    starts.push_back({part.name, part.next, part.last, part.fingerprint});
  }
  if (const model::Status started = (*source)->start(std::move(starts)); !started.ok()) {
    return started;
  }
  std::vector<std::int64_t> next(parts.size(), 0);
  const auto is_read = [&] {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (next[i] < parts[i].end) return false;
    }
    return true;
  };
  while (!stop && !is_read()) {
    const auto batches = (*source)->poll(0, 100);
    if (!batches) return batches.error();
    for (const ingest::FetchedBatch& batch : *batches) {
      const std::size_t part = batch.partition;
      visit_records(part, batch.records, parts[part].end, visit);
      if (!batch.records.empty()) next[part] = batch.records.back().offset + 1;
      next[part] = std::max(next[part], batch.next_offset);
      if (batch.at_end && next[part] < parts[part].end) return ends_early(parts[part], next[part]);
    }
    if (const auto stopped = (*source)->stopped(); !stopped.empty()) return stopped.front().error;
  }
  return model::Done{};
}

model::Result<std::vector<LogPart>> whole_topic(const ingest::KafkaSettings& settings,
                                                const std::string& topic) {
  auto source = ingest::KafkaSource::open(alone(settings));
  if (!source) return source.error();
  const auto info = (*source)->topic(topic);
  if (!info && info.error().code == model::ErrorCode::config) return std::vector<LogPart>();
  if (!info) return info.error();
  std::vector<model::PartitionName> names;
  for (std::int32_t i = 0; i < info->partition_count; ++i) names.push_back({topic, i});
  const auto ends = (*source)->ends(names, model::kKafkaCallMs);
  if (!ends) return ends.error();
  std::vector<LogPart> parts;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if ((*ends)[i] < 0) {
      return model::Error{model::ErrorCode::unavailable, "a partition has no leader now",
                          "topic " + topic};
    }
    parts.push_back({.name = names[i], .end = (*ends)[i]});
  }
  return parts;
}

}  // namespace ioc::app
