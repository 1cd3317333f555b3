// Remembers which events of a partition were counted, for as long as lateness lets them come again.
//
// One open-addressing table of 16-byte slots. A slot keeps 112 bits of the id's hash and, in its
// lowest 16 bits, the hour of the event's time, so that whole hours are forgotten together without
// touching the table: a slot of a forgotten hour counts as free when met, and is dropped when the
// table is next rebuilt. What is forgotten is decided by the partition's high mark alone, never by
// the moment of a rebuild, so a replay decides the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/event.h"

namespace ioc::processing {

// Role: the exact duplicate filter of one partition.
// Invariants: I1 at most 7/8 of the slots are taken.
//             I2 a slot's hour lies in [epoch_, epoch_ + 65,536), so 16 bits tell it without doubt.
// Units: hours are floor(event time / 3,600,000 ms).
// Threads: one owner. Cost: one cache line a look-up; at most 16 / (7/16) = 37 bytes an id.
class IdMemory {
 public:
  // Brings the slot an id will be looked for into the cache.
  void prefetch(const model::EventId& id) const { __builtin_prefetch(&slots_[home(id.high)], 1); }

  // True when the id was not known; it is from then on. False: a duplicate. Ids of hours below
  // `oldest_hour`, which never falls, are not known any more; `hour` is not below it. An hour above
  // all before moves `oldest_hour` of the next call to within the longest lateness of it.
  bool remember(const model::EventId& id, std::int64_t hour, std::int64_t oldest_hour);

  std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint64_t high = 0;
    std::uint64_t low = 0;  // both 0: never used
  };
  static constexpr std::uint64_t kHourMask = 0xFFFF;

  // The lowest bit of `high` is not the id's own: it marks a slot as used.
  std::size_t home(std::uint64_t high) const { return static_cast<std::size_t>(high >> 1) & mask_; }
  std::int64_t hour_of(const Slot& slot) const {
    return epoch_ + static_cast<std::uint16_t>(slot.low - static_cast<std::uint64_t>(epoch_));
  }
  bool knows(const model::EventId& id, std::int64_t oldest_hour) const;
  void rebuild(std::int64_t oldest_hour);

  std::vector<Slot> slots_ = std::vector<Slot>(1024);
  std::size_t mask_ = 1023;
  std::size_t taken_ = 0;
  std::int64_t epoch_ = INT64_MIN / 2;  // the hour stamps are counted from
};

}  // namespace ioc::processing
