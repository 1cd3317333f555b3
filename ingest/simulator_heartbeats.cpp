#include "ingest/simulator_heartbeats.h"

#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr std::uint64_t kHeartbeatWho = 12;
constexpr std::int64_t kEveryMs = 10 * model::kSecondMs;

// How far behind a source usually is. One is of yesterday's data: a stale module on the wall.
struct Source {
  std::string_view system;
  std::string_view module;  // that lives on it; empty: none
  std::int64_t every_ms;
  double lag_s;
  std::int64_t lag_least_s;
};
constexpr std::array<Source, 11> kSources = {
    {{"motcua", "dich-vu-cong", kEveryMs, 1, 0},
     {"dvc", "dich-vu-cong", kEveryMs, 1, 0},
     {"qoffice", "tong-quan", kEveryMs, 1, 0},
     {"lris", "kinh-te-xa-hoi", kEveryMs, 1, 0},
     {"csdl", "", kEveryMs, 1, 0},
     {"phananh", "phan-anh", model::kMinuteMs, 2, 0},
     {"y-te", "y-te", model::kMinuteMs, 60, 300},
     {"giao-duc", "giao-duc", model::kMinuteMs, 60, 3'600},
     {"du-lich", "du-lich", model::kMinuteMs, 60, 900},
     {"moi-truong", "moi-truong", model::kMinuteMs, 20, 30},
     {"giao-thong", "an-ninh-giao-thong", model::kMinuteMs, 600, 100'000}}};

}  // namespace

Heartbeats::Heartbeats(World& world) : world_(world), chance_(world.chance_of(kHeartbeatWho)) {
  const std::int64_t first_ms = -model::floor_div(-world_.settings.begin.ms, kEveryMs) * kEveryMs;
  world_.agenda.at({first_ms}, [this](Instant now) { beat(now); });
}

void Heartbeats::beat(Instant now) {
  world_.agenda.at({now.ms + kEveryMs}, [this](Instant then) { beat(then); });
  for (std::size_t i = 0; i < kSources.size(); ++i) {
    if (now.ms % kSources[i].every_ms == 0) say(i, now);
  }
}

void Heartbeats::say(std::size_t number, Instant now) {
  const Source& source = kSources[number];
  const bool is_slow = chance_.happens(0.01);
  const std::int64_t lag_s =
      source.lag_least_s +
      static_cast<std::int64_t>(chance_.exponential(source.lag_s * (is_slow ? 60 : 1)));
  const auto queued = static_cast<std::int64_t>(chance_.exponential(is_slow ? 400 : 3));
  const Outlet outlet = {kHeartbeatTopic, "nguon.heartbeat", source.system};
  EventText text = world_.event(outlet, kNobody, now);
  text.text("system", source.system);
  if (!source.module.empty()) text.text("module", source.module);
  text.number("lag_s", lag_s)
      .number("queued", queued)
      .time("last_record", {now.ms - lag_s * model::kSecondMs});
  const auto wait_ms = static_cast<std::int64_t>(chance_.below(200));
  world_.send_exactly(outlet, std::string(source.system), text, {now.ms + 1 + wait_ms});
}

}  // namespace ioc::ingest
