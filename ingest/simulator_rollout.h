// The go-live register: which unit runs which system since when.
//
// As the play begins most units are live; the others are in trial or planned, and go live one after
// the other from SimulatorSettings::rollout on, one every few minutes, at any hour: technicians
// switch over when the offices are closed, too. A unit sends nothing of a system before.
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Rollout {
 public:
  explicit Rollout(World& world);

 private:
  struct Entry {
    std::uint32_t unit;
    System system;
  };

  void list(model::Instant now);
  void switch_next(model::Instant now);
  void tell(const Entry& entry, std::string_view state, model::Instant now);

  World& world_;
  Chance chance_;
  std::vector<Entry> waiting_;  // not live yet, the last one is next
};

}  // namespace ioc::ingest
