// The lists of indicators and units, encoded once from the plan. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/plan.h"
#include "serving/answer.h"

namespace ioc::serving {

// Role: answers /api/v1/indicators and /api/v1/units. A cursor is the id of the last item seen.
// Threads: immutable after construction.
class Lists {
 public:
  explicit Lists(const model::Plan& plan);

  Answer indicators(const Request& request) const;  // only those the public may see
  Answer units(const Request& request) const;       // in the order of the catalogue

 private:
  using Items = std::vector<std::pair<std::string, std::string>>;  // id, JSON
  static Answer page(const Items& items, const Request& request);

  Items indicators_;
  Items units_;
};

}  // namespace ioc::serving
