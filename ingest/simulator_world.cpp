#include "ingest/simulator_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ioc::ingest {
namespace {

using model::Instant;

// Office hours 07:00-11:30 and 13:30-17:00, the peak from 08:00 to 10:00.
constexpr std::array<Pace, 8> kOfficePace = {{{7, 0, 0.6},
                                              {8, 0, 1.0},
                                              {10, 0, 0.7},
                                              {11, 30, 0.0},
                                              {13, 30, 0.5},
                                              {14, 0, 0.75},
                                              {16, 0, 0.45},
                                              {17, 0, 0.0}}};
// The same hours counted evenly: official limits are in working hours.
constexpr std::array<Pace, 4> kHoursPace = {{{7, 0, 1}, {11, 30, 0}, {13, 30, 1}, {17, 0, 0}}};
constexpr std::array<Pace, 5> kCitizenPace = {
    {{0, 0, 0.01}, {7, 0, 0.5}, {17, 0, 0.15}, {19, 0, 0.3}, {22, 0, 0.04}}};
constexpr std::array<Pace, 4> kCitizenRestPace = {
    {{0, 0, 0.01}, {8, 0, 0.1}, {19, 0, 0.12}, {22, 0, 0.02}}};
constexpr std::array<Pace, 1> kSteadyPace = {{{0, 0, 1}}};

constexpr double kStepDaysMin = 1.0 / 480;

}  // namespace

void Agenda::at(Instant instant, Deed deed) {
  entries_.push_back({instant.ms, serial_++, std::move(deed)});
  std::ranges::push_heap(entries_, std::greater<>());
}

void Agenda::perform_next() {
  std::ranges::pop_heap(entries_, std::greater<>());
  const Entry entry = std::move(entries_.back());
  entries_.pop_back();
  entry.deed({entry.at_ms});
}

World::World(std::uint64_t the_seed, const model::UnitTree& the_units,
             const model::WorkCalendar* calendar, SimulatorSettings the_settings)
    : seed(the_seed),
      settings(the_settings),
      days(calendar),
      office(days, kOfficePace, {}),
      citizens(days, kCitizenPace, kCitizenRestPace),
      instruments(days, kSteadyPace, kSteadyPace),
      units(the_seed, the_units),
      wire(~the_seed, the_settings),
      cut_off_until_ms(units.size(), INT64_MIN),
      hours_(days, kHoursPace, {}) {}

Instant World::step_after(Instant from, double days_of_work) const {
  return office.after(from, (kStepDaysMin + days_of_work) * office.seconds_per_working_day());
}

Instant World::due_after(Instant from, double days_of_work) const {
  const Instant due = hours_.after(from, days_of_work * kWorkingDaySeconds);
  return {model::floor_div(due.ms + model::kMinuteMs - 1, model::kMinuteMs) * model::kMinuteMs};
}

EventText World::event(const Outlet& outlet, std::uint32_t unit, Instant at) {
  const std::string id = fmt::format("{}-{:x}-{}", outlet.system, seed, ++event_count_);
  const std::string_view code = unit == kNobody ? std::string_view() : units.at(unit).code;
  return EventText({id, outlet.system, code, outlet.type, at});
}

void World::send(const Outlet& outlet, std::string key, EventText& text, std::uint32_t unit,
                 Instant now) {
  const std::int64_t cut_off_ms = unit == kNobody ? INT64_MIN : cut_off_until_ms[unit];
  wire.carry({outlet.topic, std::move(key), text.finish(), 0}, now, cut_off_ms);
}

void World::send_exactly(const Outlet& outlet, std::string key, EventText& text, Instant at) {
  wire.send(at, {outlet.topic, std::move(key), text.finish(), 0});
}

Arrivals::Arrivals(World& world, const Rhythm& rhythm, double per_second, std::uint64_t who,
                   Agenda::Deed arrive)
    : Arrivals(world, rhythm, per_second, who, std::move(arrive), world.settings.begin,
               {INT64_MAX}) {}

Arrivals::Arrivals(World& world, const Rhythm& rhythm, double per_second, std::uint64_t who,
                   Agenda::Deed arrive, Instant from, Instant until)
    : world_(world),
      rhythm_(rhythm),
      per_second_(per_second),
      until_(until),
      chance_(world.chance_of(who)),
      arrive_(std::move(arrive)) {
  if (per_second_ > 0) plan_next(from);
}

void Arrivals::plan_next(Instant now) {
  const Instant next = rhythm_.after(now, chance_.exponential(1 / per_second_));
  if (next >= until_) return;
  world_.agenda.at(next, [this](Instant then) {
    plan_next(then);
    arrive_(then);
  });
}

}  // namespace ioc::ingest
