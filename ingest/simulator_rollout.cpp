#include "ingest/simulator_rollout.h"

#include <fmt/format.h>

#include <algorithm>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kRolloutOutlet = {kRolloutTopic, "donvi.golive", "quan-tri"};
constexpr std::uint64_t kRolloutWho = 7;

// Of the register as the play begins: before anything that a unit sends.
constexpr std::int64_t kListAgeMs = 50 * model::kDayMs;
constexpr std::int64_t kFirstMs = 40 * model::kSecondMs;
constexpr std::int64_t kPauseMinMs = model::kMinuteMs;
constexpr double kPauseMeanMs = 3 * model::kMinuteMs;
// Of those that wait, so many are in trial; the others are planned.
constexpr std::size_t kTrialCount = 12;

}  // namespace

Rollout::Rollout(World& world) : world_(world), chance_(world.chance_of(kRolloutWho)) {
  for (std::uint32_t unit = 0; unit < world_.units.size(); ++unit) {
    if (world_.units.is_root(unit)) continue;
    for (std::size_t i = 0; i < kSystemCount; ++i) {
      const auto system = static_cast<System>(i);
      if (!world_.units.is_live(system, unit)) waiting_.push_back({unit, system});
    }
  }
  for (std::size_t i = waiting_.size(); i > 1; --i) {
    std::swap(waiting_[i - 1], waiting_[chance_.below(i)]);
  }
  const Instant begin = world_.settings.begin;
  world_.agenda.at({begin.ms - kListAgeMs}, [this](Instant now) { list(now); });
  world_.agenda.at({std::max(begin, world_.settings.rollout).ms + kFirstMs},
                   [this](Instant now) { switch_next(now); });
}

void Rollout::list(Instant now) {
  for (std::uint32_t unit = 0; unit < world_.units.size(); ++unit) {
    if (world_.units.is_root(unit)) continue;
    for (std::size_t i = 0; i < kSystemCount; ++i) {
      const auto system = static_cast<System>(i);
      if (world_.units.is_live(system, unit)) tell({unit, system}, "live", now);
    }
  }
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    tell(waiting_[i], i + kTrialCount < waiting_.size() ? "planned" : "trial", now);
  }
}

void Rollout::switch_next(Instant now) {
  if (waiting_.empty()) return;
  const Entry entry = waiting_.back();
  waiting_.pop_back();
  world_.units.go_live(entry.system, entry.unit);
  tell(entry, "live", now);
  if (waiting_.size() >= kTrialCount) tell(waiting_[waiting_.size() - kTrialCount], "trial", now);
  const auto pause_ms = kPauseMinMs + static_cast<std::int64_t>(chance_.exponential(kPauseMeanMs));
  world_.agenda.at({now.ms + pause_ms}, [this](Instant then) { switch_next(then); });
}

void Rollout::tell(const Entry& entry, std::string_view state, Instant now) {
  const std::string_view system = kSystemNames[static_cast<std::size_t>(entry.system)];
  const std::string_view unit = world_.units.at(entry.unit).code;
  std::string key = fmt::format("{}@{}", system, unit);
  EventText text = world_.event(kRolloutOutlet, entry.unit, now);
  text.text("entry", key).text("unit", unit).text("system", system).text("state", state);
  world_.send(kRolloutOutlet, std::move(key), text, entry.unit, now);
}

}  // namespace ioc::ingest
