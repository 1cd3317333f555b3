#include "serving/desk_routes.h"

#include <algorithm>
#include <iterator>

#include "serving/provision_routes.h"
#include "serving/register_routes.h"
#include "serving/report_desk_routes.h"
#include "serving/upload_routes.h"

namespace ioc::serving {

std::vector<Route> desk_routes(const ServerDoors& doors, IntakeDesk& intake) {
  std::vector<Route> routes = provision_routes(doors);
  const auto add = [&](std::vector<Route> more) {
    std::move(more.begin(), more.end(), std::back_inserter(routes));
  };
  add(register_routes(doors));
  add(report_desk_routes(doors));
  add(upload_routes(doors, intake));
  return routes;
}

}  // namespace ioc::serving
