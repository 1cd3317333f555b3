#include "app/people_handlers.h"

#include <fmt/core.h>

#include <algorithm>

#include "app/clock.h"
#include "storage/grant_text.h"

namespace ioc::app {
namespace {

using model::Error;
using model::ErrorCode;
using model::Result;
using serving::Answer;
using serving::Request;
using Json = nlohmann::ordered_json;

}  // namespace

std::optional<Answer> PeopleHandlers::refuse(const Request& request, serving::Deed deed) const {
  if (!request.viewer.is_signed_in()) return not_signed_in();
  if (serving::may(request.viewer, deed, house_.plan, "")) return std::nullopt;
  return serving::problem(403, "Forbidden", "Your account was not granted this.");
}

PeopleChanges PeopleHandlers::changes(const Request& request) const {
  return {*house_.people,
          house_.plan,
          {request.viewer.account, request.peer, false},
          wall_now(),
          house_.issuer()};
}

Result<Json> PeopleHandlers::body_of(const Request& request,
                                     const std::vector<std::string_view>& known) {
  const std::string_view type = std::string_view(request.content_type);
  if (type.substr(0, type.find(';')) != "application/json") {
    return Error{ErrorCode::usage, "send the body as `Content-Type: application/json`", {}};
  }
  Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return Error{ErrorCode::usage, "the body is no JSON object", {}};
  for (const auto& [name, value] : body.items()) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string names;
    for (const std::string_view each : known) {
      names += (names.empty() ? "`" : ", `") + std::string(each) + "`";
    }
    return Error{ErrorCode::usage, "a member is unknown; there are " + names, {}};
  }
  return body;
}

Result<std::string> PeopleHandlers::text_of(const Json& body, const char* name) {
  const auto at = body.find(name);
  if (at != body.end() && at->is_string()) return at->get<std::string>();
  return Error{ErrorCode::usage, fmt::format("the member `{}` must be a text", name), {}};
}

Result<std::vector<std::string>> PeopleHandlers::texts_of(const Json& body, const char* name) {
  std::vector<std::string> texts;
  const auto at = body.find(name);
  if (at == body.end()) return texts;
  for (const Json& each : *at) {
    if (!at->is_array() || !each.is_string()) {
      return Error{
          ErrorCode::usage, fmt::format("the member `{}` must be a list of texts", name), {}};
    }
    texts.push_back(each.get<std::string>());
  }
  return texts;
}

Answer PeopleHandlers::answer_of(const Json& json, unsigned status) {
  return serving::personal(serving::json_answer(
      json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", status));
}

Answer PeopleHandlers::done() { return answer_of({{"done", true}}); }

Answer PeopleHandlers::failed(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage: return serving::problem(400, "Bad request", error.message() + ".");
    case ErrorCode::check_failed: return serving::problem(403, "Forbidden", error.message() + ".");
    default: return serving::busy("What is known of people cannot be read or written just now.");
  }
}

Answer PeopleHandlers::not_signed_in() {
  return serving::problem(401, "Unauthorized",
                          "Sign in first: POST /api/v1/session, or /sign-in in a browser.");
}

Json PeopleHandlers::instant(model::Instant at) const {
  return model::format_rfc3339(at, house_.plan.zone);
}

Json PeopleHandlers::grants_json(const std::vector<model::Grant>& grants) {
  Json list = Json::array();
  for (const model::Grant& grant : grants) {
    list.push_back(
        {{"role", storage::name_of(grant.role)}, {"unit", grant.unit}, {"streams", grant.streams}});
  }
  return list;
}

}  // namespace ioc::app
