#include "processing/id_memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "model/check.h"
#include "model/limits.h"

namespace ioc::processing {
namespace {

// Stamps are counted anew when the oldest hour has come this far (341 days). Together with the
// longest lateness it must stay below the 65,536 hours a stamp can tell apart.
constexpr std::int64_t kEpochHours = 8192;
constexpr std::int64_t kLatenessHoursMax = model::kLatenessMaxMs / 3'600'000;
static_assert(kEpochHours + kLatenessHoursMax < 65'536);

}  // namespace

IdMemory::IdMemory() {
  segments_.push_back(std::make_unique<Segment>());
  directory_.push_back(segments_.back().get());
  renew(*segments_.back(), kSegmentSlotsMin);
}

bool IdMemory::remember(const model::EventId& id, std::int64_t hour, std::int64_t oldest_hour) {
  if (oldest_hour >= epoch_ + kEpochHours) begin_epoch(oldest_hour);
  if (hour - epoch_ > static_cast<std::int64_t>(kHourMask)) {
    if (knows(id, oldest_hour)) return false;
    // A leap: this event is the newest of all, so nothing that lies further back than any lateness
    // can be asked for again.
    oldest_hour = hour - kLatenessHoursMax;
    begin_epoch(oldest_hour);
  }
  const std::uint64_t high = id.high | 1;
  const std::uint64_t low = id.low & ~kHourMask;
  const std::uint64_t stamp = static_cast<std::uint64_t>(hour) & kHourMask;
  Segment& segment = *directory_[place(high)];
  Slot* const slots = segment.slots.get();
  std::size_t at = home(high) & segment.mask;
  while (slots[at].high != 0) {
    Slot& slot = slots[at];
    if (slot.high == high && (slot.low & ~kHourMask) == low) {
      if (hour_of(slot) >= oldest_hour) return false;
      slot.low = low | stamp;  // met again after it was forgotten
      return true;
    }
    at = (at + 1) & segment.mask;
  }
  slots[at] = {high, low | stamp};
  if (++segment.taken * 4 > (segment.mask + 1) * 3) make_room(segment, oldest_hour);  // I1
  return true;
}

bool IdMemory::knows(const model::EventId& id, std::int64_t oldest_hour) const {
  const std::uint64_t high = id.high | 1;
  const std::uint64_t low = id.low & ~kHourMask;
  const Segment& segment = *directory_[place(high)];
  for (std::size_t at = home(high) & segment.mask; segment.slots[at].high != 0;
       at = (at + 1) & segment.mask) {
    const Slot& slot = segment.slots[at];
    if (slot.high == high && (slot.low & ~kHourMask) == low) return hour_of(slot) >= oldest_hour;
  }
  return false;
}

// Drops what is forgotten by then; what stays keeps its stamp.
void IdMemory::begin_epoch(std::int64_t oldest_hour) {
  for (const auto& segment : segments_) rebuild(*segment, segment->mask + 1, oldest_hour);
  epoch_ = oldest_hour;
}

IdMemory::Slots IdMemory::renew(Segment& segment, std::size_t slots) {
  slot_count_ += slots - (segment.slots ? segment.mask + 1 : 0);
  segment.mask = slots - 1;
  segment.taken = 0;
  return std::exchange(segment.slots, make_slots(slots));
}

// A segment of the largest size is a huge page, if the system has them: ids are looked up at
// random, and in small pages each look-up misses the TLB as well as the cache.
IdMemory::Slots IdMemory::make_slots(std::size_t count) {
  const std::size_t bytes = count * sizeof(Slot);
  const bool is_huge = count == kSegmentSlotsMax;
  Slots slots(static_cast<Slot*>(std::aligned_alloc(is_huge ? bytes : 64, bytes)));
  IOC_CHECK(slots != nullptr);
  if (is_huge) madvise(slots.get(), bytes, MADV_HUGEPAGE);  // a wish: no answer is needed
  std::memset(static_cast<void*>(slots.get()), 0, bytes);
  return slots;
}

void IdMemory::insert(const Slot& slot) {
  Segment& segment = *directory_[place(slot.high)];
  std::size_t at = home(slot.high) & segment.mask;
  while (segment.slots[at].high != 0) at = (at + 1) & segment.mask;
  segment.slots[at] = slot;
  ++segment.taken;
}

// What is forgotten is dropped; when half stays, there must be more room.
void IdMemory::make_room(Segment& segment, std::int64_t oldest_hour) {
  const std::size_t slots = segment.mask + 1;
  std::size_t live = 0;
  for (std::size_t i = 0; i < slots; ++i) {
    live += segment.slots[i].high != 0 && hour_of(segment.slots[i]) >= oldest_hour;
  }
  if (live * 2 > slots && slots == kSegmentSlotsMax) return split(segment);
  rebuild(segment, live * 2 > slots ? slots * 2 : slots, oldest_hour);
}

// What is not forgotten goes to where it is now looked for. A larger table is made anew; in one of
// the same size every slot moves where it stands.
void IdMemory::rebuild(Segment& segment, std::size_t slots, std::int64_t oldest_hour) {
  const auto drop_forgotten = [&](Slot& slot) {
    if (hour_of(slot) < oldest_hour) slot = {};
  };
  if (slots == segment.mask + 1) return settle(segment, drop_forgotten);
  const std::size_t before = segment.mask + 1;
  const Slots old = renew(segment, slots);
  for (std::size_t i = 0; i < before; ++i) {
    if (old[i].high != 0 && hour_of(old[i]) >= oldest_hour) insert(old[i]);
  }
}

// The ids whose next bit is 1 move to a segment of their own; the others stay in theirs, for fresh
// memory is dear: the system clears it first.
void IdMemory::split(Segment& segment) {
  if (segment.depth == depth_) {
    std::vector<Segment*> doubled;
    doubled.reserve(directory_.size() * 2);
    for (Segment* named : directory_) doubled.insert(doubled.end(), 2, named);
    directory_ = std::move(doubled);
    ++depth_;
  }
  const Slot* any = segment.slots.get();
  while (any->high == 0) ++any;
  // The places that name it lie side by side; the upper half of them goes to the new one.
  const std::size_t half = std::size_t{1} << (depth_ - segment.depth) >> 1;
  const std::size_t first = place(any->high) & ~(2 * half - 1);
  segments_.push_back(std::make_unique<Segment>());
  Segment& other = *segments_.back();
  other.depth = ++segment.depth;
  renew(other, kSegmentSlotsMax);
  std::fill_n(directory_.begin() + static_cast<std::ptrdiff_t>(first + half), half, &other);
  settle(segment, [&](Slot& slot) {
    if (directory_[place(slot.high)] != &other) return;
    insert(slot);
    slot = {};
  });
}

// Looks at every id of a segment, which `visit` may empty, and closes the gaps: each that stays
// moves to the first free slot from its home on. That is never behind its present place as long as
// all between the two were settled before it, so the round begins behind a free slot (I1).
template <class Visit>
void IdMemory::settle(Segment& segment, Visit visit) {
  Slot* const slots = segment.slots.get();
  std::size_t begin = 0;
  while (slots[begin].high != 0) ++begin;
  segment.taken = 0;
  for (std::size_t i = begin + 1; i <= begin + segment.mask; ++i) {
    Slot& slot = slots[i & segment.mask];
    if (slot.high == 0) continue;
    visit(slot);
    if (slot.high == 0) continue;
    const Slot moved = std::exchange(slot, Slot{});
    insert(moved);
  }
}

}  // namespace ioc::processing
