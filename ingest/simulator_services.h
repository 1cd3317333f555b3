// Procedures, and the list of public services: which unit offers which of them at which level.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

struct Procedure {
  std::string code;
  int level = 1;  // of the online service at most units, 1..4
  double limit_days = 1;
  bool has_due = true;
  std::int64_t fee = 0;  // VND
};

// Three tiers of procedures: of communes, districts and departments.
inline constexpr std::size_t kProceduresPerTier = 20;
const std::vector<Procedure>& procedures();

// Role: the list, and its changes: all of it as the play begins, then now and then a service that
// rises a level, leaves the list or comes back. The levels rise slowly towards 4, from about a
// quarter of the list there.
class Services {
 public:
  explicit Services(World& world);

  // By number in procedures(), of those of the unit's tier.
  int level(std::uint32_t unit, std::size_t procedure) const;
  // One a unit is asked for, popular ones more often; an online dossier needs level 3.
  std::uint16_t draw_procedure(Chance& chance, std::uint32_t unit, bool is_online) const;

 private:
  // A procedure at its unit, in the order of units and procedures.
  struct Service {
    std::uint8_t level = 1;
    bool is_offered = true;
  };

  Service& at(std::uint32_t unit, std::size_t rank) {
    return services_[unit * kProceduresPerTier + rank];
  }
  void list(model::Instant now);
  void change(model::Instant now);
  void tell(std::uint32_t unit, std::size_t rank, model::Instant at, model::Instant now);
  std::size_t first_of(std::uint32_t unit) const {
    return tier_of(world_.units.at(unit)) * kProceduresPerTier;
  }

  World& world_;
  Chance chance_;
  std::vector<Service> services_;
  Arrivals changes_;
};

}  // namespace ioc::ingest
