#include "processing/work_time.h"

#include <algorithm>

namespace ioc::processing {

using model::Instant;
using model::Pause;

namespace {

constexpr std::int64_t kNever = INT64_MAX;

}  // namespace

std::optional<std::int64_t> WorkClock::between(Instant a, Instant b) const {
  std::optional<std::int64_t> worked = calendar.work_time(unit, a, b);
  if (!worked || pauses.list.empty()) return worked;
  const auto [low, high] = std::minmax(a, b);
  if (pauses.restarts) {
    const std::int64_t from_ms = std::clamp(restarted_ms(high), low.ms, high.ms);
    const std::int64_t since = *calendar.work_time(unit, {from_ms}, high);
    return b < a ? -since : since;
  }
  std::int64_t paused = 0;
  for (auto pause = first_ending_after(low);
       pause != pauses.list.end() && pause->begin_ms < high.ms; ++pause) {
    paused += *calendar.work_time(unit, {std::max(low.ms, pause->begin_ms)},
                                  {std::min(high.ms, end_ms(*pause))});
  }
  return b < a ? *worked + paused : *worked - paused;
}

std::optional<Instant> WorkClock::add(Instant t, std::int64_t work_ms) const {
  if (pauses.list.empty() || work_ms == 0) return calendar.add_work_time(unit, t, work_ms);
  if (work_ms > 0) return add_forward(t, work_ms);
  return pauses.restarts ? add_back_to_restart(t, work_ms) : add_backward(t, work_ms);
}

// From pause to pause; `t` and `work_ms` are where the clock goes on and what is still to be done.
std::optional<Instant> WorkClock::add_forward(Instant t, std::int64_t work_ms) const {
  for (auto pause = first_ending_after(t);; ++pause) {
    if (pause != pauses.list.end() && !lasts(*pause)) continue;
    const std::optional<Instant> reached = calendar.add_work_time(unit, t, work_ms);
    if (!reached || pause == pauses.list.end() || reached->ms <= pause->begin_ms) {
      return reached;
    }
    if (end_ms(*pause) == kNever) return std::nullopt;
    if (pause->begin_ms > t.ms && !pauses.restarts) {
      work_ms -= *calendar.work_time(unit, t, {pause->begin_ms});
    }
    t.ms = pause->end_ms;
  }
}

std::optional<Instant> WorkClock::add_backward(Instant t, std::int64_t work_ms) const {
  for (auto after = first_beginning_from(t);; --after) {
    const std::optional<Instant> reached = calendar.add_work_time(unit, t, work_ms);
    if (!reached || after == pauses.list.begin()) return reached;
    const Pause& pause = *(after - 1);
    const std::int64_t end = end_ms(pause);
    if (reached->ms >= end) return reached;
    if (end < t.ms) work_ms -= *calendar.work_time(unit, t, {end});
    t.ms = pause.begin_ms;
  }
}

std::optional<Instant> WorkClock::add_back_to_restart(Instant t, std::int64_t work_ms) const {
  const std::int64_t from_ms = restarted_ms(t);
  if (from_ms > t.ms) return std::nullopt;
  const std::optional<Instant> reached = calendar.add_work_time(unit, t, work_ms);
  return reached && reached->ms >= from_ms ? reached : std::nullopt;
}

std::int64_t WorkClock::restarted_ms(Instant t) const {
  auto after = first_beginning_from(t);
  while (after != pauses.list.begin() && !lasts(*(after - 1))) --after;
  return after == pauses.list.begin() ? INT64_MIN : end_ms(*(after - 1));
}

std::int64_t WorkClock::end_ms(const Pause& pause) const {
  return pauses.is_open && &pause == &pauses.list.back() ? kNever : pause.end_ms;
}

std::span<const Pause>::iterator WorkClock::first_ending_after(Instant t) const {
  return std::partition_point(pauses.list.begin(), pauses.list.end(),
                              [&](const Pause& pause) { return end_ms(pause) <= t.ms; });
}

std::span<const Pause>::iterator WorkClock::first_beginning_from(Instant t) const {
  return std::partition_point(pauses.list.begin(), pauses.list.end(),
                              [&](const Pause& pause) { return pause.begin_ms < t.ms; });
}

}  // namespace ioc::processing
