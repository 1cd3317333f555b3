// The lists of indicators and units, encoded once from the plan.
#pragma once

#include <string>
#include <vector>

#include "model/plan.h"
#include "serving/answer.h"
#include "serving/table.h"

namespace ioc::serving {

// Role: answers /api/v1/indicators and /api/v1/units, as JSON, CSV or XLSX. A cursor is the id of
// the last item seen. Threads: immutable after construction.
class Lists {
 public:
  // The plan outlives it.
  explicit Lists(const model::Plan& plan);

  Answer indicators(const Request& request) const;  // those the viewer may see
  Answer units(const Request& request) const;       // in the order of the catalogue

 private:
  struct Item {
    std::string id, json;
    Row row;
    int indicator = -1;  // number in Plan::indicators; -1: of no indicator
  };
  struct List {
    std::string name;
    std::vector<std::string> head;
    std::vector<Item> items;
  };
  using Items = std::vector<const Item*>;
  Answer page(const List& list, const Items& items, const Request& request) const;

  const model::Plan& plan_;
  List indicators_;
  List units_;
};

}  // namespace ioc::serving
