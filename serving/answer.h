// An answer before it meets a socket, and the ways to make one. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "serving/request.h"

namespace ioc::serving {

struct Answer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// An RFC 9457 document. `detail` names what is wrong and the cure; `parameter` the query parameter
// it is about, when there is one.
Answer problem(unsigned status, std::string_view title, std::string_view detail,
               std::string_view parameter = {});
Answer bad_parameter(std::string_view parameter, std::string_view detail);
Answer busy(std::string_view detail);  // 503 with Retry-After

Answer json_answer(std::string body, unsigned status = 200);

// A JSON list: {"items":[…],"next":CURSOR or null}. The items are JSON already.
std::string list_json(const std::vector<std::string>& items, std::string_view next);

// The same answer, kept by no cache.
Answer fresh(Answer answer);
// The same answer, kept by whoever is signed in alone, and not for later.
Answer personal(Answer answer);

// The next page's address as a Link header: this request's with another cursor.
void link_next(Answer& answer, const Request& request, std::string_view next);

// Gives a 200 its entity tag and turns it into a 304 when the client holds that very content.
void make_conditional(Answer& answer, const Request& request, std::string_view cache_control);

// The same for an answer that depends on who asks: what a signed-in reader is given stays with
// him, and a cache in between is told what it depends on.
void make_personal(Answer& answer, const Request& request);

}  // namespace ioc::serving
