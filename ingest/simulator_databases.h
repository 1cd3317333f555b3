// Specialised databases: each sends its series, thinned out, day and night, under its own codes.
#pragma once

#include <cstdint>
#include <vector>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Databases {
 public:
  explicit Databases(World& world);

 private:
  void measure(model::Instant now);

  World& world_;
  Chance chance_;
  std::vector<double> values_;  // by series: they wander, and come back to what is usual
  Arrivals measurements_;
};

}  // namespace ioc::ingest
