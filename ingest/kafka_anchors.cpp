// Looking at anchors, and what the looks say.
#include "ingest/kafka_anchors.h"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/kafka_probe.h"
#include "ingest/kafka_verify.h"

namespace ioc::ingest {
namespace {

using model::ErrorCode;

// A new leader may for a moment know less of the log than was read: what is absent must be so
// twice.
constexpr int kDoubtsMax = 2;

}  // namespace

KafkaAnchors::KafkaAnchors(std::span<const Anchor> kept) {
  for (const Anchor& anchor : kept) held_[anchor.name].anchor = anchor;
}

std::vector<Anchor> KafkaAnchors::all() const {
  std::vector<Anchor> anchors;
  for (const auto& [name, held] : held_) {
    if (held.anchor.offset >= 0) anchors.push_back(held.anchor);
  }
  return anchors;
}

std::vector<StoppedPartition> KafkaAnchors::check(KafkaProbe& probe,
                                                  std::span<const Standing> standings) {
  const std::vector<const Standing*> chosen = choose(standings);
  if (chosen.empty()) return {};
  std::vector<Place> places;
  for (const Standing* standing : chosen) {
    const Anchor& anchor = held_[standing->applied.name].anchor;
    places.push_back({anchor.name, anchor.offset});
  }
  const auto sights = probe.glance(places, model::kKafkaAnchorLookMs);

  std::vector<StoppedPartition> found;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const Standing& standing = *chosen[i];
    Held& held = held_[standing.applied.name];
    Verdict verdict = sights[i] ? judge(probe, held.anchor, *sights[i]) : Verdict::unknown;
    // The end of the log was asked for after the record had been applied, so it lies behind it.
    const bool was_cut = standing.end >= 0 && standing.end <= standing.applied.offset;
    if (was_cut && (verdict == Verdict::same || verdict == Verdict::moved_on)) {
      verdict = Verdict::absent;
    }
    switch (verdict) {
      case Verdict::same:
      case Verdict::moved_on:
        held = {standing.applied, standing.end, standing.applied.offset, 0};
        break;
      case Verdict::unknown: break;
      case Verdict::absent:
        if (++held.doubts < kDoubtsMax) break;
        found.push_back(
            {held.anchor.name,
             another_log(held.anchor.name,
                         was_cut ? fmt::format("partition {} ends at offset {} but was read up to "
                                               "{}: the topic was made anew while it was read, or "
                                               "its end was cut off",
                                               held.anchor.name.partition, standing.end,
                                               standing.applied.offset + 1)
                                 : fmt::format("the record at offset {} of partition {}, which was "
                                               "read before, is gone: the topic was made anew "
                                               "while it was read, or its end was cut off",
                                               held.anchor.offset, held.anchor.name.partition))});
        break;
      case Verdict::another:
        found.push_back(
            {held.anchor.name,
             another_log(held.anchor.name,
                         fmt::format("the record at offset {} of partition {} is not the one read "
                                     "before (fingerprint {:016x}, was {:016x}): the topic was "
                                     "made anew while it was read",
                                     held.anchor.offset, held.anchor.name.partition,
                                     sights[i]->fingerprint, held.anchor.fingerprint))});
        break;
    }
  }
  return found;
}

// Those whose log or whose place in it moved since their anchor was found, a bounded number in
// turn. A partition seen for the first time gets its anchor without a look.
std::vector<const Standing*> KafkaAnchors::choose(std::span<const Standing> standings) {
  std::vector<const Standing*> moved;
  for (const Standing& standing : standings) {
    if (standing.applied.offset < 0) continue;
    Held& held = held_[standing.applied.name];
    if (held.anchor.offset < 0) {
      held = {standing.applied, standing.end, standing.applied.offset, 0};
    } else if (held.doubts > 0 || held.end != standing.end ||
               held.applied != standing.applied.offset) {
      moved.push_back(&standing);
    }
  }
  const auto by_name = [](const Standing* each) -> const model::PartitionName& {
    return each->applied.name;
  };
  std::ranges::sort(moved, {}, by_name);
  std::ranges::rotate(moved, std::ranges::upper_bound(moved, chosen_last_, {}, by_name));
  if (moved.size() > model::kKafkaAnchorLooksMax) moved.resize(model::kKafkaAnchorLooksMax);
  if (!moved.empty()) chosen_last_ = moved.back()->applied.name;
  return moved;
}

KafkaAnchors::Verdict KafkaAnchors::judge(KafkaProbe& probe, const Anchor& anchor,
                                          const Sight& sight) const {
  switch (sight.kind) {
    case Sight::Kind::record:
      if (sight.offset != anchor.offset) return judge_absent(probe, anchor);
      return sight.fingerprint == anchor.fingerprint ? Verdict::same : Verdict::another;
    case Sight::Kind::end:
      return sight.offset <= anchor.offset ? Verdict::absent : judge_absent(probe, anchor);
    case Sight::Kind::out_of_range: return judge_out_of_range(probe, anchor);
  }
  return Verdict::unknown;
}

// The log reaches over the anchor's offset, but nothing stands there: honest only if compacted.
KafkaAnchors::Verdict KafkaAnchors::judge_absent(KafkaProbe& probe, const Anchor& anchor) const {
  const auto compacted = probe.is_compacted(anchor.name.topic, model::kKafkaAskMs);
  if (!compacted) {
    // Without the right to know it the anchor cannot be judged, now or later: the next one may.
    return compacted.error().code == ErrorCode::config ? Verdict::moved_on : Verdict::unknown;
  }
  return *compacted ? Verdict::moved_on : Verdict::absent;
}

KafkaAnchors::Verdict KafkaAnchors::judge_out_of_range(KafkaProbe& probe,
                                                       const Anchor& anchor) const {
  const auto extent = probe.extent(anchor.name, model::kKafkaAskMs);
  if (!extent) return Verdict::unknown;
  if (extent->low > anchor.offset) return Verdict::moved_on;
  return extent->high <= anchor.offset ? Verdict::absent : Verdict::unknown;
}

}  // namespace ioc::ingest
