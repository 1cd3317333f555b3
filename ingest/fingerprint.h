// What tells one record of a log from another: kept beside the offset, so that a topic that was
// deleted and made anew is noticed although its offsets look right.
#pragma once

#include <cstdint>

#include "model/event.h"

namespace ioc::ingest {

// XXH3-64 over key, value and Kafka timestamp; a missing key or value differs from an empty one.
// The bits are stored in the state directory: they must never change.
std::uint64_t fingerprint(const model::Record& record);

}  // namespace ioc::ingest
