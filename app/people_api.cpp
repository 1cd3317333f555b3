#include "app/people_api.h"

#include <algorithm>
#include <iterator>

#include "app/account_api.h"
#include "app/session_api.h"
#include "app/token_api.h"

namespace ioc::app {

std::vector<serving::Route> people_api(PeopleHouse& house) {
  std::vector<serving::Route> routes = session_api(house);
  for (auto* api : {&account_api, &token_api}) {
    std::vector<serving::Route> more = api(house);
    std::move(more.begin(), more.end(), std::back_inserter(routes));
  }
  return routes;
}

}  // namespace ioc::app
