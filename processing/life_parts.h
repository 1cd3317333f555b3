// Where one life of a key ends and the next one begins.
//
// A life ends at the first local midnight that is at least `keep` after its last event. An event
// from then on begins a new life of the same key; one before it joins, and moves the end. Example,
// with a `keep` of 36 hours: after an event on Monday at 10:00 the life ends on Wednesday at 00:00,
// the first midnight after Tuesday 22:00; an event of Tuesday moves that to Thursday or Friday, one
// of Wednesday 00:00 or later begins anew.
//
// So the parts are a function of the set of events. A late one may join two of them into one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/time.h"
#include "processing/life_codec.h"

namespace ioc::processing {

// One of the lives of a key: its events are those asked for among [first, last], by their place.
struct LifePart {
  std::size_t first = 0;
  std::size_t last = 0;
  std::size_t count = 0;
  std::int64_t end_ms = 0;
  // Of parts of one key, with or without the new events: equal ones have the same events.
  auto operator<=>(const LifePart&) const = default;
};
using LifeParts = std::vector<LifePart>;  // in order

// Role: splits the events of a key into lives.
// Threads: immutable after construction; the zone must outlive it.
class LifeSplitter {
 public:
  LifeSplitter(const model::Zone& zone, std::int64_t keep_ms) : zone_(&zone), keep_ms_(keep_ms) {}

  // When a life whose last event is at `last_ms` ends.
  std::int64_t end_ms(std::int64_t last_ms) const;
  // Replaces `parts` by those of the events, which are in the life's order; `with_new` as in
  // LifeStates::add.
  void split(std::span<const LifeEvent> events, bool with_new, LifeParts& parts) const;

 private:
  const model::Zone* zone_;
  std::int64_t keep_ms_;
};

}  // namespace ioc::processing
