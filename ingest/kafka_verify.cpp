// The guards against a log that was re-created, cut, or overtaken by retention.
//
// Of a partition we have read, three things must hold: our next offset lies inside the log, the
// record before it is still there, and that record is still the same one. The second may fail
// honestly: retention may have removed exactly the records we are done with, and compaction may
// have removed a record whose key was written again.
#include "ingest/kafka_verify.h"

#include <fmt/format.h>

#include <vector>

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using model::Status;

constexpr std::string_view kCure =
    "If this is meant, restore a snapshot that fits this log or begin with an empty state_dir";

Status check_extent(const PartitionStart& start, const Extent& extent) {
  if (extent.high < start.next_offset) {
    return another_log(
        start.name,
        fmt::format("the log ends at offset {} but was read up to {}: the topic was made "
                    "anew, or its end was cut off",
                    extent.high, start.next_offset));
  }
  if (extent.low > start.next_offset) {
    return another_log(start.name,
                       fmt::format("retention overtook us: records [{}, {}) were deleted "
                                   "before they were read and are lost",
                                   start.next_offset, extent.low));
  }
  return model::Done{};
}

Status check_missing(KafkaProbe& probe, const PartitionStart& start) {
  auto compacted = probe.is_compacted(start.name.topic, model::kKafkaCallMs);
  if (compacted && *compacted) return model::Done{};
  return another_log(start.name,
                     fmt::format("the record at offset {}, which was read before, is gone, and {}",
                                 start.last_offset,
                                 compacted ? std::string("the topic is not compacted")
                                           : "whether the topic is compacted cannot be learned: " +
                                                 compacted.error().message()));
}

Status check_sight(KafkaProbe& probe, const PartitionStart& start, const Sight& sight) {
  switch (sight.kind) {
    case Sight::Kind::out_of_range:
      return another_log(start.name,
                         fmt::format("offset {} is no longer in the log", start.last_offset));
    case Sight::Kind::end: return check_missing(probe, start);
    case Sight::Kind::record: break;
  }
  if (sight.offset != start.last_offset) return check_missing(probe, start);
  if (sight.fingerprint == start.fingerprint) return model::Done{};
  return another_log(start.name,
                     fmt::format("the record at offset {} is not the one read before (fingerprint "
                                 "{:016x}, was {:016x}): the topic was made anew",
                                 start.last_offset, sight.fingerprint, start.fingerprint));
}

}  // namespace

Error another_log(const model::PartitionName& name, std::string_view what) {
  return {ErrorCode::source_changed, fmt::format("{}. {}", what, kCure), to_text(name)};
}

Status verify_starts(KafkaProbe& probe, std::span<const PartitionStart> starts) {
  std::vector<Place> places;
  std::vector<const PartitionStart*> looked_at;
  for (const PartitionStart& start : starts) {
    if (start.next_offset == 0) continue;  // never read: whatever stands there is news
    auto extent = probe.extent(start.name, model::kKafkaCallMs);
    if (!extent) return extent.error();
    if (auto fits = check_extent(start, *extent); !fits) return fits;
    // Retention took the last record we read and none that we did not: nothing left to compare.
    if (start.last_offset < 0 || start.last_offset < extent->low) continue;
    places.push_back({start.name, start.last_offset});
    looked_at.push_back(&start);
  }
  if (places.empty()) return model::Done{};
  auto sights = probe.look(places, model::kKafkaCallMs);
  if (!sights) return sights.error();
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (auto same = check_sight(probe, *looked_at[i], (*sights)[i]); !same) return same;
  }
  return model::Done{};
}

Status explain_gap(KafkaProbe& probe, const model::PartitionName& name, std::int64_t expected,
                   std::int64_t seen) {
  const Place place{name, expected};
  Status last = model::Done{};
  for (int attempt = 0; attempt < model::kKafkaGapAttemptsMax; ++attempt) {
    auto sights = probe.look({&place, 1}, model::kKafkaCallMs);
    if (!sights) {
      last = sights.error();
      if (last.error().code == ErrorCode::unavailable) continue;  // at once, if the program ends
      return last;
    }
    const Sight& sight = sights->front();
    if (sight.kind == Sight::Kind::out_of_range) {
      return another_log(name,
                         fmt::format("retention overtook us while reading: records [{}, {}) were "
                                     "deleted before they were read",
                                     expected, seen));
    }
    if (sight.offset >= seen) return model::Done{};
    return another_log(name,
                       fmt::format("the client left out the record at offset {} (expected {}, "
                                   "was given {}); start again to read it",
                                   sight.offset, expected, seen));
  }
  return last;
}

}  // namespace ioc::ingest
