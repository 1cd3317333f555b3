// Is the log still the one we read before? Asked of every partition before its reading begins, and
// at every jump of its offsets.
#pragma once

#include <span>
#include <string_view>

#include "ingest/kafka_probe.h"
#include "ingest/kafka_source.h"

namespace ioc::ingest {

// source_changed: what was found, and what an operator can do.
model::Error another_log(const model::PartitionName& name, std::string_view what);

// Errors: source_changed with what, where and the cure; unavailable, config.
model::Status verify_starts(KafkaProbe& probe, std::span<const PartitionStart> starts);

// The reader expected offset `expected` and was given `seen` (a record's, or that of the log's
// end). Done: nothing readable stands between. Error source_changed: something does, or the log
// went.
model::Status explain_gap(KafkaProbe& probe, const model::PartitionName& name,
                          std::int64_t expected, std::int64_t seen);

}  // namespace ioc::ingest
