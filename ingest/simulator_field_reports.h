// Citizens' reports from the field: received at any hour and routed to the district, assigned and
// closed, or rejected, in office hours; some late.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

class FieldReports {
 public:
  explicit FieldReports(World& world);

 private:
  enum class State : std::uint8_t { received, assigned, closed, rejected };
  struct Report {
    State state = State::received;
    std::uint8_t category = 0;
    std::uint32_t unit = 0;
    model::Instant due;
    double limit_days = 0;
    std::string code;
  };

  void receive(model::Instant now);
  void go_on(std::uint32_t slot, model::Instant now);
  void tell(const Report& report, model::Instant now);

  World& world_;
  Chance chance_;
  Slots<Report> reports_;
  Arrivals arrivals_;
  Arrivals earlier_;
};

}  // namespace ioc::ingest
