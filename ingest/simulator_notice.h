// What the notice of 15/10/2020 set in motion: its tasks, and the IOC's modules.
//
// The play begins as if the notice had been issued thirty days before, whatever the date: two tasks
// are done, one is overdue, the others are under way.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Milestones {
 public:
  explicit Milestones(World& world);

 private:
  static constexpr std::size_t kCount = 12;
  struct Milestone {
    std::int64_t percent = 0;
    std::uint32_t unit = 0;
  };

  void list(model::Instant now);
  void advance(model::Instant now);
  void tell(std::size_t number, model::Instant now);

  World& world_;
  Chance chance_;
  std::array<Milestone, kCount> milestones_;
  Arrivals steps_;
};

class Modules {
 public:
  explicit Modules(World& world);

 private:
  void tell(std::string_view module, std::string_view state, model::Instant now);

  World& world_;
};

}  // namespace ioc::ingest
