#include "processing/work_time.h"

#include <algorithm>

namespace ioc::processing {

using model::Instant;
using model::Pause;

std::optional<std::int64_t> WorkClock::between(Instant a, Instant b) const {
  std::optional<std::int64_t> worked = calendar.work_time(unit, a, b);
  if (!worked || pauses.empty()) return worked;
  const auto [low, high] = std::minmax(a, b);
  std::int64_t paused = 0;
  auto pause = std::partition_point(pauses.begin(), pauses.end(),
                                    [&](const Pause& p) { return p.end_ms <= low.ms; });
  for (; pause != pauses.end() && pause->begin_ms < high.ms; ++pause) {
    paused += *calendar.work_time(unit, {std::max(low.ms, pause->begin_ms)},
                                  {std::min(high.ms, pause->end_ms)});
  }
  return b < a ? *worked + paused : *worked - paused;
}

std::optional<Instant> WorkClock::add(Instant t, std::int64_t work_ms) const {
  if (pauses.empty() || work_ms == 0) return calendar.add_work_time(unit, t, work_ms);
  return work_ms > 0 ? add_forward(t, work_ms) : add_backward(t, work_ms);
}

// From pause to pause; `t` and `work_ms` are where the clock goes on and what is still to be done.
std::optional<Instant> WorkClock::add_forward(Instant t, std::int64_t work_ms) const {
  auto pause = std::partition_point(pauses.begin(), pauses.end(),
                                    [&](const Pause& p) { return p.end_ms <= t.ms; });
  for (;; ++pause) {
    const std::optional<Instant> reached = calendar.add_work_time(unit, t, work_ms);
    if (!reached || pause == pauses.end() || reached->ms <= pause->begin_ms) return reached;
    if (pause->end_ms == model::kPauseOpenMs) return std::nullopt;
    if (pause->begin_ms > t.ms) work_ms -= *calendar.work_time(unit, t, {pause->begin_ms});
    t.ms = pause->end_ms;
  }
}

std::optional<Instant> WorkClock::add_backward(Instant t, std::int64_t work_ms) const {
  auto after = std::partition_point(pauses.begin(), pauses.end(),
                                    [&](const Pause& p) { return p.begin_ms < t.ms; });
  for (;; --after) {
    const std::optional<Instant> reached = calendar.add_work_time(unit, t, work_ms);
    if (!reached || after == pauses.begin()) return reached;
    const Pause& pause = *(after - 1);
    if (reached->ms >= pause.end_ms) return reached;
    if (pause.end_ms < t.ms) work_ms -= *calendar.work_time(unit, t, {pause.end_ms});
    t.ms = pause.begin_ms;
  }
}

}  // namespace ioc::processing
