// The way from the province's systems to Kafka: late, twice, spoilt, and sorted by when it arrives.
// What happened before the play began is sent as it begins, without dirt and in its own order.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "ingest/simulator.h"
#include "ingest/simulator_rhythm.h"

namespace ioc::ingest {

template <class T>
using Soonest = std::priority_queue<T, std::vector<T>, std::greater<>>;

// Things with a number that is used again once they are gone.
template <class T>
class Slots {
 public:
  std::uint32_t add(T thing) {
    if (free_.empty()) {
      things_.push_back(std::move(thing));
      return static_cast<std::uint32_t>(things_.size() - 1);
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    things_[slot] = std::move(thing);
    return slot;
  }
  T& at(std::uint32_t slot) { return things_[slot]; }
  void remove(std::uint32_t slot) { free_.push_back(slot); }

 private:
  std::vector<T> things_;
  std::vector<std::uint32_t> free_;
};

// Role: decides when, and how often, what happened is produced.
// Invariants: W1 a record handed over at an instant is produced after it. W2 nothing is produced
// before the play begins.
class Wire {
 public:
  Wire(std::uint64_t seed, const SimulatorSettings& settings);

  // An event of a unit, with the dirt of the way; a unit that is cut off sends when it is back.
  void carry(SimulatedRecord record, model::Instant happened, std::int64_t cut_off_until_ms);
  // Exactly so.
  void send(model::Instant at, SimulatedRecord record);
  // Appends everything produced up to and including an instant, in order.
  void release(std::vector<SimulatedRecord>& out, std::int64_t until_ms);

 private:
  // A record on its way.
  struct Outgoing {
    std::int64_t at_ms;
    std::uint64_t serial;
    std::uint32_t slot;
    bool operator>(const Outgoing& other) const {
      return std::pair(at_ms, serial) > std::pair(other.at_ms, other.serial);
    }
  };

  const SimulatorSettings settings_;
  Chance chance_;
  std::uint64_t serial_ = 0;
  Soonest<Outgoing> outgoing_;
  Slots<SimulatedRecord> records_;
};

}  // namespace ioc::ingest
