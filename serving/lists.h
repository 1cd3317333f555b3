// The lists of indicators and units, encoded once from the plan. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/plan.h"
#include "serving/answer.h"

namespace ioc::serving {

// Role: answers /api/v1/indicators and /api/v1/units, as JSON or CSV. A cursor is the id of the
// last item seen. Threads: immutable after construction.
class Lists {
 public:
  explicit Lists(const model::Plan& plan);

  Answer indicators(const Request& request) const;  // only those the public may see
  Answer units(const Request& request) const;       // in the order of the catalogue

 private:
  struct Item {
    std::string id, json, csv;
  };
  struct List {
    std::string name, csv_head;
    std::vector<Item> items;
  };
  static Answer page(const List& list, const Request& request);

  List indicators_;
  List units_;
};

}  // namespace ioc::serving
