#include "serving/desk_handlers.h"

namespace ioc::serving {

Answer to_sign_in(const Request& request) {
  return lead_to("/sign-in", language_of(request.parameters));
}

Answer sign_in_first() {
  return problem(401, "Unauthorized",
                 "Sign in first: POST /api/v1/session, or /sign-in in a browser.");
}

Answer no_such_page() {
  return problem(404, "Not found", "There is no such page for you. /desk leads to all there are.");
}

Answer bad_desk_form() {
  return problem(400, "Bad request", "The form cannot be read. Open its page and send it again.");
}

Answer desk_problem(const model::Error& error) {
  switch (error.code) {
    case model::ErrorCode::usage: return problem(400, "Bad request", error.message());
    case model::ErrorCode::check_failed: return problem(409, "Conflict", error.message());
    case model::ErrorCode::unavailable: return busy(error.message());
    default: return problem(500, "Internal error", error.message());
  }
}

}  // namespace ioc::serving
