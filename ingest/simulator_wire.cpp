// Delays, repeats and damage of records on their way, and their order of production.
#include "ingest/simulator_wire.h"

#include <algorithm>

#include "ingest/simulator_spoil.h"

namespace ioc::ingest {

using model::Instant;

Wire::Wire(std::uint64_t seed, const SimulatorSettings& settings)
    : settings_(settings), chance_(seed) {}

void Wire::carry(SimulatedRecord record, Instant happened, std::int64_t cut_off_until_ms) {
  if (happened <= settings_.begin) return send({settings_.begin.ms + 1}, std::move(record));
  double delay_ms = chance_.between(20, 800);
  if (chance_.happens(settings_.delayed_share)) delay_ms += chance_.between(5'000, 240'000);
  const std::int64_t leaves_ms = std::max(happened.ms, cut_off_until_ms);
  std::int64_t at_ms = leaves_ms + static_cast<std::int64_t>(delay_ms);
  if (chance_.happens(settings_.duplicate_share)) {
    send({at_ms + static_cast<std::int64_t>(chance_.between(500, 30'000))}, record);
  }
  if (chance_.happens(settings_.broken_share)) {
    SimulatedRecord broken = record;
    broken.value = spoilt(record.value, static_cast<Spoil>(chance_.pick(kSpoilWeights)));
    send({at_ms}, std::move(broken));
    // Its system notices and sends it whole.
    at_ms += static_cast<std::int64_t>(chance_.between(60'000, 600'000));
  }
  send({at_ms}, std::move(record));
}

void Wire::send(Instant at, SimulatedRecord record) {
  record.timestamp_ms = at.ms;
  outgoing_.push({at.ms, serial_++, records_.add(std::move(record))});
}

void Wire::release(std::vector<SimulatedRecord>& out, std::int64_t until_ms) {
  while (!outgoing_.empty() && outgoing_.top().at_ms <= until_ms) {
    const std::uint32_t slot = outgoing_.top().slot;
    outgoing_.pop();
    out.push_back(std::move(records_.at(slot)));
    records_.remove(slot);
  }
}

}  // namespace ioc::ingest
