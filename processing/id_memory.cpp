#include "processing/id_memory.h"

#include "model/limits.h"

namespace ioc::processing {
namespace {

// The table is made anew when the oldest hour has come this far (341 days). Together with the
// longest lateness it must stay below the 65,536 hours a stamp can tell apart.
constexpr std::int64_t kEpochHours = 8192;
constexpr std::int64_t kLatenessHoursMax = model::kLatenessMaxMs / 3'600'000;
static_assert(kEpochHours + kLatenessHoursMax < 65'536);

}  // namespace

bool IdMemory::remember(const model::EventId& id, std::int64_t hour, std::int64_t oldest_hour) {
  if (oldest_hour >= epoch_ + kEpochHours) {
    rebuild(oldest_hour);
    epoch_ = oldest_hour;
  }
  if (hour - epoch_ > static_cast<std::int64_t>(kHourMask)) {
    if (knows(id, oldest_hour)) return false;
    // A leap: this event is the newest of all, so nothing that lies further back than any lateness
    // can be asked for again.
    rebuild(hour - kLatenessHoursMax);
    epoch_ = oldest_hour = hour - kLatenessHoursMax;
  }
  const std::uint64_t high = id.high | 1;
  const std::uint64_t low = id.low & ~kHourMask;
  const std::uint64_t stamp = static_cast<std::uint64_t>(hour) & kHourMask;
  std::size_t at = home(high);
  while (slots_[at].high != 0) {
    Slot& slot = slots_[at];
    if (slot.high == high && (slot.low & ~kHourMask) == low) {
      if (hour_of(slot) >= oldest_hour) return false;
      slot.low = low | stamp;  // met again after it was forgotten
      return true;
    }
    at = (at + 1) & mask_;
  }
  slots_[at] = {high, low | stamp};
  if (++taken_ * 8 > slots_.size() * 7) rebuild(oldest_hour);  // IdMemory I1
  return true;
}

bool IdMemory::knows(const model::EventId& id, std::int64_t oldest_hour) const {
  const std::uint64_t high = id.high | 1;
  const std::uint64_t low = id.low & ~kHourMask;
  for (std::size_t at = home(high); slots_[at].high != 0; at = (at + 1) & mask_) {
    const Slot& slot = slots_[at];
    if (slot.high == high && (slot.low & ~kHourMask) == low) return hour_of(slot) >= oldest_hour;
  }
  return false;
}

// Drops what is forgotten; what stays keeps its stamp.
void IdMemory::rebuild(std::int64_t oldest_hour) {
  std::size_t live = 0;
  for (const Slot& slot : slots_) live += slot.high != 0 && hour_of(slot) >= oldest_hour;
  std::vector<Slot> old(live * 16 > slots_.size() * 7 ? slots_.size() * 2 : slots_.size());
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  taken_ = live;
  for (const Slot& slot : old) {
    if (slot.high == 0 || hour_of(slot) < oldest_hour) continue;
    std::size_t at = home(slot.high);
    while (slots_[at].high != 0) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

}  // namespace ioc::processing
