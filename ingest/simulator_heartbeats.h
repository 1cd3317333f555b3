// What each source says of itself: the chief systems every ten seconds, the databases every minute.
// Their way is never delayed, doubled or spoilt.
#pragma once

#include <cstdint>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Heartbeats {
 public:
  explicit Heartbeats(World& world);

 private:
  void beat(model::Instant now);
  void say(std::size_t source, model::Instant now);

  World& world_;
  Chance chance_;
};

}  // namespace ioc::ingest
