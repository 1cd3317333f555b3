// Making topics and asking how they are kept.
#pragma once

#include <span>
#include <string>

#include "ingest/kafka_settings.h"
#include "model/result.h"

namespace ioc::ingest {

// Creates the topics that are missing, with the broker's own replication factor; one that exists is
// fine whatever its shape. Errors: unavailable (no broker, or one that cannot create topics, such
// as the mock), config (refused: name, right, policy).
model::Status create_missing_topics(const KafkaSettings& settings,
                                    std::span<const TopicInfo> topics,
                                    int timeout_ms = model::kKafkaCallMs);

}  // namespace ioc::ingest
