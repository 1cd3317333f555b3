#include "processing/id_memory.h"

namespace ioc::processing {
namespace {

// Hours are kept modulo 65,536 (7.5 years): the nearer reading is meant.
bool is_before(std::uint64_t hour16, std::int64_t oldest_hour) {
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(hour16) -
                                   static_cast<std::uint16_t>(oldest_hour)) < 0;
}

}  // namespace

bool IdMemory::remember(const model::EventId& id, std::int64_t hour, std::int64_t oldest_hour) {
  const std::uint64_t high = id.high | 1;
  const std::uint64_t low = id.low & ~kHourMask;
  const std::uint64_t stamp = static_cast<std::uint64_t>(hour) & kHourMask;
  std::size_t at = home(high);
  while (slots_[at].high != 0) {
    Slot& slot = slots_[at];
    if (slot.high == high && (slot.low & ~kHourMask) == low) {
      if (!is_before(slot.low & kHourMask, oldest_hour)) return false;
      slot.low = low | stamp;  // met again after it was forgotten
      return true;
    }
    at = (at + 1) & mask_;
  }
  slots_[at] = {high, low | stamp};
  if (++taken_ * 8 > slots_.size() * 7) grow(oldest_hour);  // IdMemory I1
  return true;
}

void IdMemory::grow(std::int64_t oldest_hour) {
  std::size_t live = 0;
  for (const Slot& slot : slots_) {
    live += slot.high != 0 && !is_before(slot.low & kHourMask, oldest_hour);
  }
  std::vector<Slot> old(live * 16 > slots_.size() * 7 ? slots_.size() * 2 : slots_.size());
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  taken_ = live;
  for (const Slot& slot : old) {
    if (slot.high == 0 || is_before(slot.low & kHourMask, oldest_hour)) continue;
    std::size_t at = home(slot.high);
    while (slots_[at].high != 0) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

}  // namespace ioc::processing
