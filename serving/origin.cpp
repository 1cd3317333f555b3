// Tells our own pages from others (serving/origin.h).
#include "serving/origin.h"

namespace ioc::serving {

bool is_same_origin(const Request& request) {
  if (!request.fetch_site.empty()) {
    return request.fetch_site == "same-origin" || request.fetch_site == "none";
  }
  const std::size_t scheme = request.origin.find("://");
  return scheme != std::string::npos && !request.host.empty() &&
         request.origin.substr(scheme + 3) == request.host;
}

std::optional<Answer> refuse_foreign(const Request& request, bool always) {
  const bool speaks_of_itself = !request.fetch_site.empty() || !request.origin.empty();
  const bool is_judged = !request.cookie.empty() || (always && speaks_of_itself);
  if (!is_judged || is_same_origin(request)) return std::nullopt;
  return problem(403, "Forbidden",
                 "A change with a cookie is taken from this service's own pages only: send "
                 "`Sec-Fetch-Site: same-origin`, or an `Origin` that names this host.");
}

}  // namespace ioc::serving
