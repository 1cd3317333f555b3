// What all systems of the simulated province share: time, the list of things to come, units, and
// the way to Kafka.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/simulator.h"
#include "ingest/simulator_rhythm.h"
#include "ingest/simulator_text.h"
#include "ingest/simulator_units.h"
#include "ingest/simulator_wire.h"

namespace ioc::ingest {

inline constexpr double kWorkingDaySeconds = 8 * 3600;
// No unit: what a system says is about itself.
inline constexpr std::uint32_t kNobody = UINT32_MAX;

// Lives that are under way when the play begins: so many of those of an ordinary day come on each
// of the days before. What is told of them then is sent as the play begins, so it must be little.
inline constexpr double kEarlierShare = 0.02;
inline constexpr std::int64_t kEarlierMs = 9 * model::kDayMs;

// Role: things to come, the soonest first; equal instants in the order they were planned.
class Agenda {
 public:
  using Deed = std::function<void(model::Instant)>;

  void at(model::Instant instant, Deed deed);
  bool has_until(model::Instant instant) const {
    return !entries_.empty() && entries_.front().at_ms <= instant.ms;
  }
  std::int64_t next_ms() const { return entries_.front().at_ms; }
  void perform_next();

 private:
  struct Entry {
    std::int64_t at_ms;
    std::uint64_t serial;
    Deed deed;
    bool operator>(const Entry& other) const {
      return std::pair(at_ms, serial) > std::pair(other.at_ms, other.serial);
    }
  };
  std::uint64_t serial_ = 0;
  std::vector<Entry> entries_;  // a heap
};

// A stream as its system writes it.
struct Outlet {
  std::string_view topic;
  std::string_view type;    // without vn.quangnam. and version
  std::string_view system;  // the first part of the CloudEvents source
};

// Role: the stage. Each system adds its own things to the agenda and its own chance to the seed, so
// that what one of them does leaves the others' records as they are.
class World {
 public:
  World(std::uint64_t seed, const model::UnitTree& units, const model::WorkCalendar* calendar,
        SimulatorSettings settings);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  // `days` of office work after `from`, each in the rhythm of the working day. Every step takes a
  // minute of an eight-hour day at least, so that no two of a life share an instant.
  model::Instant step_after(model::Instant from, double days) const;
  // So many working hours, eight to a day, as official limits are counted; to the full minute.
  model::Instant due_after(model::Instant from, double days) const;

  EventText event(const Outlet& outlet, std::uint32_t unit, model::Instant at);
  // Hands an event over at an instant; a unit that is cut off sends it later.
  void send(const Outlet& outlet, std::string key, EventText& text, std::uint32_t unit,
            model::Instant now);
  void send_exactly(const Outlet& outlet, std::string key, EventText& text, model::Instant at);

  // When lives begin that are under way as the play does.
  model::Instant earlier() const { return {settings.begin.ms - kEarlierMs}; }

  Chance chance_of(std::uint64_t who) const { return Chance(seed + 0x9e3779b97f4a7c15 * who); }
  std::uint64_t next_number() { return ++number_; }

  const std::uint64_t seed;
  const SimulatorSettings settings;
  const WorkDays days;
  const Rhythm office;       // offices at work
  const Rhythm citizens;     // citizens on the portal, and outside with their telephones
  const Rhythm instruments;  // all the time
  Agenda agenda;
  Population units;
  Wire wire;
  std::vector<std::int64_t> cut_off_until_ms;  // by unit

 private:
  const Rhythm hours_;  // the office's hours counted evenly
  std::uint64_t number_ = 0;
  std::uint64_t event_count_ = 0;
};

// Role: something that comes again and again: exponential waits in a rhythm's own time make a
// Poisson process whose rate follows the day.
class Arrivals {
 public:
  // `per_second` at full intensity; 0: never. `who` tells its chance from those of others.
  Arrivals(World& world, const Rhythm& rhythm, double per_second, std::uint64_t who,
           Agenda::Deed arrive);
  // From `from` to `until`.
  Arrivals(World& world, const Rhythm& rhythm, double per_second, std::uint64_t who,
           Agenda::Deed arrive, model::Instant from, model::Instant until);
  Arrivals(const Arrivals&) = delete;
  Arrivals& operator=(const Arrivals&) = delete;

 private:
  void plan_next(model::Instant now);

  World& world_;
  const Rhythm& rhythm_;
  const double per_second_;
  const model::Instant until_;
  Chance chance_;
  const Agenda::Deed arrive_;
};

}  // namespace ioc::ingest
