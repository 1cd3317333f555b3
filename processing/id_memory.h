// Remembers which events of a partition were counted, for as long as lateness lets them come again.
//
// Open addressing over 16-byte slots. A slot keeps 112 bits of the id's hash and, in its lowest 16
// bits, the hour of the event's time, so that whole hours are forgotten together without touching
// the table: a slot of a forgotten hour counts as free when met, and is dropped when its segment is
// next rebuilt. What is forgotten is decided by the partition's high mark alone, never by the
// moment of a rebuild, so a replay decides the same.
//
// The table is cut into segments, told apart by the highest bits of the hash (extendible hashing,
// Fagin et al. 1979). A segment doubles up to 2 MiB, the size of a huge page, then it is split in
// two by its next bit. So the table never stands still to be copied, and memory grows with the ids
// kept, not by doubling. (Segments of 64 KiB in small pages cost a third more of a shard's time:
// each look-up missed the TLB. 4,000,000 ids, `./dev bench`, November 2026.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "model/event.h"

namespace ioc::processing {

// Role: the exact duplicate filter of one partition.
// Invariants: I1 at most 3/4 of a segment's slots are taken (at 7/8 a new id is looked for in four
//             times as many).
//             I2 a slot's hour lies in [epoch_, epoch_ + 65,536), so 16 bits tell it without doubt.
//             I3 ids of one segment share their highest `depth` bits; 2^(depth_ - depth) places of
//                the directory name it.
// Units: hours are floor(event time / 3,600,000 ms).
// Threads: one owner. Cost: a place of the directory and one cache line a look-up; 21 to 43 bytes
// an id, beside a first segment.
class IdMemory {
 public:
  IdMemory();

  // Brings the slot an id will be looked for into the cache. (Always inline: g++ 12 takes a
  // function that only prefetches for one without effect, and leaves out the call.)
  [[gnu::always_inline]] void prefetch(const model::EventId& id) const {
    const Segment& segment = *directory_[place(id.high)];
    __builtin_prefetch(segment.slots.get() + (home(id.high) & segment.mask), 1);
  }

  // True when the id was not known; it is from then on. False: a duplicate. Ids of hours below
  // `oldest_hour`, which never falls, are not known any more; `hour` is not below it. An hour above
  // all before moves `oldest_hour` of the next call to within the longest lateness of it.
  bool remember(const model::EventId& id, std::int64_t hour, std::int64_t oldest_hour);

  std::size_t bytes() const { return slot_count_ * sizeof(Slot); }

 private:
  struct Slot {
    std::uint64_t high = 0;
    std::uint64_t low = 0;  // both 0: never used
  };
  struct Free {
    void operator()(Slot* slots) const { std::free(slots); }
  };
  using Slots = std::unique_ptr<Slot[], Free>;
  struct Segment {
    Slots slots;
    std::size_t mask = 0;  // slots less one; their number is a power of two
    std::size_t taken = 0;
    int depth = 0;
  };
  static constexpr std::size_t kSegmentSlotsMin = 1024;
  static constexpr std::size_t kSegmentSlotsMax = 131'072;
  static constexpr std::uint64_t kHourMask = 0xFFFF;

  // The lowest bit of `high` is not the id's own: it marks a slot as used.
  static std::size_t home(std::uint64_t high) { return static_cast<std::size_t>(high >> 1); }
  std::size_t place(std::uint64_t high) const {
    return static_cast<std::size_t>((high >> 1) >> (63 - depth_));
  }
  std::int64_t hour_of(const Slot& slot) const {
    return epoch_ + static_cast<std::uint16_t>(slot.low - static_cast<std::uint64_t>(epoch_));
  }
  bool knows(const model::EventId& id, std::int64_t oldest_hour) const;
  void begin_epoch(std::int64_t oldest_hour);
  // Slots of a segment made anew, all free; gives back those it had.
  Slots renew(Segment& segment, std::size_t slots);
  static Slots make_slots(std::size_t count);
  void insert(const Slot& slot);
  void make_room(Segment& segment, std::int64_t oldest_hour);
  void split(Segment& segment);
  void rebuild(Segment& segment, std::size_t slots, std::int64_t oldest_hour);
  template <class Visit>
  void settle(Segment& segment, Visit visit);

  std::vector<std::unique_ptr<Segment>> segments_;
  std::vector<Segment*> directory_;  // 2^depth_ places, by the highest bits of the hash
  int depth_ = 0;
  std::size_t slot_count_ = 0;          // of all segments
  std::int64_t epoch_ = INT64_MIN / 2;  // the hour stamps are counted from
};

}  // namespace ioc::processing
