// Reading logs once, to given ends, for what is not the live service.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "ingest/kafka_settings.h"
#include "model/event.h"
#include "model/result.h"
#include "model/state.h"

namespace ioc::app {

struct LogPart {
  model::PartitionName name;
  std::int64_t end = 0;  // the first offset that is not wanted
  // Where to begin: behind a record that was read before, or at the beginning.
  std::int64_t next = 0;
  std::int64_t last = -1;
  std::uint64_t fingerprint = 0;
};

// Consecutive records of parts[part], at most kBatchRecordsMax; valid during the call only.
using LogVisitor = std::function<void(std::size_t part, std::span<const model::Record> records)>;

// Gives each part's records in order; parts in any order between each other. Returns early, Done,
// when told to stop. Errors: those of KafkaSource; source_changed also for a log that ends too
// early.
model::Status read_log(const ingest::KafkaSettings& settings, const std::vector<LogPart>& parts,
                       const std::atomic<bool>& stop, const LogVisitor& visit);

// All partitions of a topic up to where they end now; none when there is no such topic. Errors:
// config, unavailable.
model::Result<std::vector<LogPart>> whole_topic(const ingest::KafkaSettings& settings,
                                                const std::string& topic);

}  // namespace ioc::app
