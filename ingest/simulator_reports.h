// Reports of LRIS: a slot, most often a draft, sent, sometimes returned and sent again, approved.
//
// Monthly ones have a slot for each unit that is live, from the last period that is due when the
// play begins; others are asked for at any time, with a few working days to write them.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/simulator_periods.h"
#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Reports {
 public:
  explicit Reports(World& world);

 private:
  enum class State : std::uint8_t { slot, draft, sent, returned, approved };
  struct Report {
    State state = State::slot;
    std::uint8_t regime = 0;
    bool was_returned = false;
    std::uint32_t unit = 0;
    model::Instant due;
    model::Instant sent;  // when it will be
    std::string period;
    std::string code;
  };

  void open_period(const Period& period);
  void ask(model::Instant now);
  void open(Report report, model::Instant now);
  void go_on(std::uint32_t slot, model::Instant now);
  void tell(const Report& report, model::Instant now);

  World& world_;
  Chance chance_;
  Slots<Report> reports_;
  Arrivals asked_for_;
};

}  // namespace ioc::ingest
