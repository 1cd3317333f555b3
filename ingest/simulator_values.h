// Values of the sectors' indicator sets in LRIS: a slot that is expected, a draft, an approved
// value; some stay empty. Approved values are revised now and then, and a few are corrected: a
// second approval that is sent days later and dated right after the first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/simulator_periods.h"
#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Values {
 public:
  explicit Values(World& world);

 private:
  enum class State : std::uint8_t { expected, draft, approved };
  struct Slot {
    State state = State::expected;
    std::uint32_t unit = 0;
    std::size_t code = 0;
    std::size_t period = 0;
    std::int64_t thousandths = 0;
    model::Instant approved = {};
  };

  void open_period(const Period& period);
  void go_on(std::size_t slot, model::Instant now);
  void revise(model::Instant now);
  void tell(const Slot& slot, model::Instant at, model::Instant now);

  World& world_;
  Chance chance_;
  std::vector<Period> periods_;
  std::vector<Slot> slots_;  // of all periods
  Arrivals revisions_;
};

}  // namespace ioc::ingest
