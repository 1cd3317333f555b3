// The addresses of deliveries: what was sent to other systems, what they answered, and sending it
// again (docs/deliveries.md). One rule for lists, pages and acts: whoever sees the work on a report
// sees where it was handed on; whoever releases reports releases it again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/delivery.h"
#include "model/plan.h"
#include "model/result.h"
#include "serving/access.h"
#include "serving/route.h"

namespace ioc::serving {

struct DeliveryConnector {
  std::string id;
  model::Name name;
  std::string target;  // an address or a directory
  std::string after;   // the connector that must have accepted a revision before; empty: none
};

// A person sends one again.
struct DeliveryRelease {
  std::int64_t number = 0;
  Viewer viewer;
  std::string peer;
  std::string text;  // why
};

// Whoever keeps deliveries. None of it waits; answers come once, from any thread. Errors: `usage`
// for what there is not, `check_failed` for what must not be done, `unavailable`, `io`.
struct DeliveryDoors {
  using Deliveries = model::Result<std::vector<model::Delivery>>;
  using Found = model::Result<std::optional<model::Delivery>>;

  std::vector<DeliveryConnector> connectors;  // as configured
  std::function<void(model::DeliveryQuery, std::function<void(Deliveries)>)> list;
  std::function<void(std::int64_t number, std::function<void(Found)>)> find;
  std::function<void(DeliveryRelease, std::function<void(model::Status)>)> release;
};

bool may_see_delivery(const Viewer& viewer, const model::Plan& plan,
                      const model::Delivery& delivery);
bool may_release_delivery(const Viewer& viewer, const model::Plan& plan,
                          const model::Delivery& delivery);

// As an object of JSON; `has_receipts`: all of them, not only the last.
std::string delivery_json(const model::Plan& plan, const DeliveryDoors& doors,
                          const model::Delivery& delivery, bool has_receipts);

// `style`: the address of the desk's; the doors and it outlive the routes.
std::vector<Route> delivery_routes(const model::Plan& plan, const DeliveryDoors& doors,
                                   std::string_view style);

}  // namespace ioc::serving
