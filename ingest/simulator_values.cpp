#include "ingest/simulator_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kValueOutlet = {kValueTopic, "chitieu.value", "lris"};
constexpr std::uint64_t kValueWho = 6;

constexpr double kRevisionShare = 0.012;  // of all events
constexpr double kEmptyShare = 0.08;
constexpr double kValueCorrectionShare = 0.05;

// Sets of the sectors: economy, society, environment, agriculture. The codes are LRIS's own.
struct Indicator {
  std::string_view code;
  double low, high;
};
constexpr std::array<Indicator, 6> kIndicators = {{{"kt.01", 50, 900},
                                                   {"kt.02", 2, 12},
                                                   {"xh.01", 100, 9'000},
                                                   {"xh.02", 0.5, 20},
                                                   {"mt.01", 60, 99},
                                                   {"nn.01", 10, 4'000}}};

}  // namespace

Values::Values(World& world)
    : world_(world),
      chance_(world.chance_of(kValueWho)),
      revisions_(world, world.office, world.settings.rate * kRevisionShare, kValueWho + 100,
                 [this](Instant now) { revise(now); }) {
  const Period period = period_due_before(world_.settings.begin);
  world_.agenda.at(period.opens, [this, period](Instant) { open_period(period); });
}

void Values::open_period(const Period& period) {
  const Period next = period_of(period.next);
  world_.agenda.at(next.opens, [this, next](Instant) { open_period(next); });
  periods_.push_back(period);
  const Instant opens = world_.step_after(period.opens, 0);
  for (std::uint32_t unit = 0; unit < world_.units.size(); ++unit) {
    const model::Unit& of = world_.units.at(unit);
    if (of.level == "commune" || world_.units.is_root(unit)) continue;
    for (std::size_t code = 0; code < kIndicators.size(); ++code) {
      const std::size_t slot = slots_.size();
      slots_.push_back({.unit = unit, .code = code, .period = periods_.size() - 1});
      world_.agenda.at(opens, [this, slot](Instant now) { tell(slots_[slot], now, now); });
      const bool is_slow = world_.units.is_slow(unit);
      if (chance_.happens(is_slow ? 0.4 : kEmptyShare)) continue;
      // Most in the days after the period's end, before they are due.
      const Instant then = world_.step_after(opens, chance_.between(3, is_slow ? 18 : 11));
      world_.agenda.at(then, [this, slot](Instant now) { go_on(slot, now); });
    }
  }
}

void Values::go_on(std::size_t number, Instant now) {
  Slot& slot = slots_[number];
  if (slot.state == State::approved) {
    // The correction: what was approved then was wrong.
    slot.thousandths = slot.thousandths * 11 / 10;
    return tell(slot, {slot.approved.ms + model::kSecondMs}, now);
  }
  const Indicator& indicator = kIndicators[slot.code];
  slot.state = slot.state == State::expected ? State::draft : State::approved;
  if (slot.state == State::draft) {
    slot.thousandths =
        static_cast<std::int64_t>(1'000 * chance_.between(indicator.low, indicator.high));
  } else {
    slot.approved = now;
    if (!chance_.happens(kValueCorrectionShare)) return tell(slot, now, now);
  }
  tell(slot, now, now);
  const double days = slot.state == State::draft ? chance_.exponential(0.8) : chance_.between(1, 5);
  world_.agenda.at(world_.step_after(now, days),
                   [this, number](Instant then) { go_on(number, then); });
}

void Values::revise(Instant now) {
  // Of the two latest periods.
  const std::size_t per_period = slots_.size() / std::max<std::size_t>(periods_.size(), 1);
  if (per_period == 0) return;
  const std::size_t recent = std::min(slots_.size(), 2 * per_period);
  Slot& slot = slots_[slots_.size() - 1 - chance_.below(recent)];
  if (slot.state != State::approved) return;
  slot.thousandths +=
      slot.thousandths * (static_cast<std::int64_t>(chance_.below(41)) - 20) / 1'000;
  tell(slot, now, now);
}

void Values::tell(const Slot& slot, Instant at, Instant now) {
  constexpr std::array<std::string_view, 3> kStates = {"expected", "draft", "approved"};
  const Period& period = periods_[slot.period];
  const std::string_view unit = world_.units.at(slot.unit).code;
  const std::string_view code = kIndicators[slot.code].code;
  std::string key = fmt::format("{}@{}@{}", code, unit, period.name);
  EventText text = world_.event(kValueOutlet, slot.unit, at);
  text.text("slot", key)
      .text("unit", unit)
      .text("code", code)
      .text("period", period.name)
      .text("state", kStates[static_cast<std::size_t>(slot.state)]);
  if (slot.state != State::expected) text.thousandths("value", slot.thousandths);
  text.time("due", period.due);
  world_.send(kValueOutlet, std::move(key), text, slot.unit, now);
}

}  // namespace ioc::ingest
