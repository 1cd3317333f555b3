#include "processing/life_parts.h"

namespace ioc::processing {

using model::Instant;

std::int64_t LifeSplitter::end_ms(std::int64_t last_ms) const {
  const Instant earliest{last_ms + keep_ms_};
  for (model::CivilDay day = zone_->day_of(earliest);; ++day) {
    const Instant midnight = zone_->day_start(day);
    if (midnight >= earliest) return midnight.ms;
  }
}

void LifeSplitter::split(std::span<const LifeEvent> events, bool with_new, LifeParts& parts) const {
  parts.clear();
  std::int64_t last_ms = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    if (events[i].is_new && !with_new) continue;
    const std::int64_t time_ms = events[i].time_ms;
    // Most events follow soon, so that no midnight is asked for.
    const bool joins =
        !parts.empty() && (time_ms < last_ms + keep_ms_ || time_ms < end_ms(last_ms));
    if (!joins) parts.push_back({i, i, 0, 0});
    parts.back().last = i;
    ++parts.back().count;
    last_ms = time_ms;
  }
  for (LifePart& part : parts) part.end_ms = end_ms(events[part.last].time_ms);
}

}  // namespace ioc::processing
