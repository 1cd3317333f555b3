#include "app/people_api.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "app/clock.h"
#include "app/people_changes.h"
#include "app/people_house.h"
#include "model/limits.h"
#include "serving/access.h"
#include "serving/figure_query.h"
#include "serving/origin.h"
#include "storage/grant_text.h"

namespace ioc::app {
namespace {

using serving::Answer;
using serving::AnswerLater;
using serving::Deed;
using serving::Outcome;
using serving::personal;
using serving::Request;
using Json = nlohmann::ordered_json;
using model::Error;
using model::ErrorCode;
using model::Result;
using Tell = std::function<void(Answer)>;

constexpr std::size_t kBodyBytesMax = 16 << 10;

Answer answer_of(const Json& json, unsigned status = 200) {
  return personal(serving::json_answer(
      json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n", status));
}

Answer done() { return answer_of({{"done", true}}); }

Answer failed(const Error& error) {
  switch (error.code) {
    case ErrorCode::usage: return serving::problem(400, "Bad request", error.message() + ".");
    case ErrorCode::check_failed: return serving::problem(403, "Forbidden", error.message() + ".");
    default: return serving::busy("What is known of people cannot be read or written just now.");
  }
}

Answer wait(std::int64_t wait_ms) {
  const std::int64_t seconds = std::max<std::int64_t>(1, (wait_ms + 999) / 1000);
  Answer answer = serving::problem(429, "Too many requests",
                                   fmt::format("Too many wrong tries for this account from this "
                                               "network. Try again in {} s.",
                                               seconds));
  answer.headers.emplace_back("Retry-After", std::to_string(seconds));
  return answer;
}

Answer not_signed_in() {
  return serving::problem(401, "Unauthorized",
                          "Sign in first: POST /api/v1/session, or /sign-in in a browser.");
}

Json instant(const model::Plan& plan, model::Instant at) {
  return model::format_rfc3339(at, plan.zone);
}

Json grants_json(const std::vector<model::Grant>& grants) {
  Json list = Json::array();
  for (const model::Grant& grant : grants) {
    list.push_back(
        {{"role", storage::name_of(grant.role)}, {"unit", grant.unit}, {"streams", grant.streams}});
  }
  return list;
}

Json viewer_json(const model::Viewer& viewer) {
  const bool is_known = viewer.is_signed_in();
  return {{"account", is_known ? Json(viewer.account) : Json()},
          {"name", is_known ? Json(viewer.name) : Json()},
          {"grants", grants_json(viewer.grants)}};
}

// A JSON object whose members are among these.
Result<Json> body_of(const Request& request, const std::vector<std::string_view>& known) {
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

Result<std::string> text_of(const Json& body, const char* name) {
  const auto at = body.find(name);
  if (at != body.end() && at->is_string()) return at->get<std::string>();
  return Error{ErrorCode::usage, fmt::format("the member `{}` must be a text", name), {}};
}

Result<std::vector<std::string>> texts_of(const Json& body, const char* name) {
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

Result<std::vector<model::Grant>> grants_of(const Json& body) {
  std::vector<model::Grant> grants;
  const auto at = body.find("grants");
  if (at == body.end()) return grants;
  const Error wrong{
      ErrorCode::usage, "`grants` must be a list of {\"role\":…,\"unit\":…,\"streams\":[…]}", {}};
  if (!at->is_array()) return wrong;
  for (const Json& each : *at) {
    if (!each.is_object()) return wrong;
    auto role = text_of(each, "role");
    auto unit = text_of(each, "unit");
    auto streams = texts_of(each, "streams");
    if (!role) return role.error();
    if (!unit) return unit.error();
    if (!streams) return streams.error();
    const auto known = storage::role_of(*role);
    if (!known) return Error{ErrorCode::usage, fmt::format("there is no role `{}`", *role), {}};
    grants.push_back({*known, *unit, *streams});
  }
  return grants;
}

std::string_view word_of(Granting granting) {
  switch (granting) {
    case Granting::done: return "done";
    case Granting::waits: return "waits for a second administrator";
    case Granting::only_one: return "done: there is no second administrator";
  }
  return "";
}

// Role: the handlers. Invariant: what needs a right asks for it before anything else.
// Threads: any; whoever answers later holds on to it.
class Api : public std::enable_shared_from_this<Api> {
 public:
  explicit Api(PeopleHouse& house) : house_(house) {}

  Outcome sign_in(const Request& request) const {
    if (auto foreign = serving::refuse_foreign(request, true)) return *std::move(foreign);
    if (!house_.can_sign_in()) {
      return serving::problem(403, "Forbidden",
                              "Signing in needs TLS in front of the service and "
                              "`secure_cookies = true` in [http], or a service on loopback.");
    }
    auto body = body_of(request, {"account", "password"});
    if (!body) return failed(body.error());
    auto account = text_of(*body, "account");
    auto password = text_of(*body, "password");
    if (!account) return failed(account.error());
    if (!password) return failed(password.error());
    SignInAttempt attempt{*account, *password, request.peer, request.agent};
    return AnswerLater{[self = shared_from_this(), attempt](const Tell& tell) {
      self->house_.sign_in.begin(
          attempt, [self, tell](const SignInOutcome& outcome) { tell(self->told(outcome)); });
    }};
  }

  // A screen is told that it is one, also when its token is not good any more.
  Outcome who_am_i(const Request& request) const {
    Json json = viewer_json(request.viewer);
    if (const auto screen = house_.who.screen_of(request)) {
      json["screen"] = {{"token", screen->scope.id}, {"good", screen->is_good}};
    }
    return answer_of(json);
  }

  Outcome sign_out(const Request& request) const {
    if (const auto session = house_.who.session_of(request)) {
      if (auto ended = house_.sign_in.end(*session, request.peer); !ended.ok()) {
        return failed(ended.error());
      }
    }
    Answer answer = done();
    answer.headers.emplace_back("Set-Cookie", house_.no_cookie());
    return answer;
  }

  Outcome sessions(const Request& request) const {
    const auto own = house_.who.session_of(request);
    if (!own) return not_signed_in();
    auto sessions = house_.people->sessions.of(own->account, wall_now());
    if (!sessions) return failed(sessions.error());
    Json items = Json::array();
    for (const storage::Session& session : *sessions) {
      items.push_back({{"id", std::to_string(session.id)},
                       {"begun", instant(house_.plan, session.begun)},
                       {"seen", instant(house_.plan, session.seen)},
                       {"address", session.peer},
                       {"client", session.agent},
                       {"this", session.id == own->id}});
    }
    return answer_of({{"items", items}, {"next", nullptr}});
  }

  Outcome end_session(const Request& request) const {
    const auto own = house_.who.session_of(request);
    if (!own) return not_signed_in();
    const std::string& text = request.places.front();
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    bool has_ended = false;
    if (error == std::errc{} && end == text.data() + text.size()) {
      const auto ended = house_.people->change(
          house_.record(request, "session.end", own->account, "session " + text),
          [&]() -> model::Status {
            auto gone = house_.people->sessions.end(own->account, id);
            if (!gone) return gone.error();
            has_ended = *gone;
            if (has_ended) return model::Done{};
            return Error{ErrorCode::usage, "there is no such session of yours", {}};
          });
      house_.who.forget();
      if (!ended.ok() && ended.error().code != ErrorCode::usage) return failed(ended.error());
    }
    if (has_ended) return done();
    return serving::problem(404, "Not found", "There is no such session of yours.");
  }

  Outcome set_password(const Request& request) const {
    if (auto foreign = serving::refuse_foreign(request, true)) return *std::move(foreign);
    auto body = body_of(request, {"link", "old_password", "password"});
    if (!body) return failed(body.error());
    auto password = text_of(*body, "password");
    if (!password) return failed(password.error());
    const auto tell_outcome = [self = shared_from_this()](const Tell& tell) {
      return [self, tell](const PasswordOutcome& outcome) { tell(self->told(outcome)); };
    };
    if (body->contains("link")) {
      auto link = text_of(*body, "link");
      if (!link) return failed(link.error());
      return AnswerLater{[&house = house_, link = *link, password = *password, peer = request.peer,
                          tell_outcome](const Tell& tell) {
        house.sign_in.set_by_link(link, password, peer, tell_outcome(tell));
      }};
    }
    const auto own = house_.who.session_of(request);
    if (!own) return not_signed_in();
    auto old_password = text_of(*body, "old_password");
    if (!old_password) return failed(old_password.error());
    return AnswerLater{[&house = house_, own = *own, old_password = *old_password,
                        password = *password, peer = request.peer, tell_outcome](const Tell& tell) {
      house.sign_in.change(own, old_password, password, peer, tell_outcome(tell));
    }};
  }

  Outcome accounts(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    if (auto wrong = serving::check_names(request.parameters, {})) return *std::move(wrong);
    auto accounts = house_.people->accounts.all();
    if (!accounts) return failed(accounts.error());
    Json items = Json::array();
    for (const storage::Account& account : *accounts) {
      auto json = account_json(account);
      if (!json) return failed(json.error());
      items.push_back(*json);
    }
    return answer_of({{"items", items}, {"next", nullptr}});
  }

  Outcome account(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    return show(request.places.front());
  }

  Outcome add_account(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    auto body = body_of(request, {"account", "name", "grants"});
    if (!body) return failed(body.error());
    auto id = text_of(*body, "account");
    auto name = text_of(*body, "name");
    auto grants = grants_of(*body);
    if (!id) return failed(id.error());
    if (!name) return failed(name.error());
    if (!grants) return failed(grants.error());
    auto added = changes(request).add({*id, *name, *grants});
    if (!added) return failed(added.error());
    Json json = {{"account", *id}, {"grants", word_of(added->granting)}};
    json.update(link_json(added->link));
    return answer_of(json, 201);
  }

  Outcome change_account(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    auto body = body_of(request, {"disabled", "reset", "grants", "approve", "refuse"});
    if (!body) return failed(body.error());
    if (body->size() != 1) {
      return failed({ErrorCode::usage,
                     "send exactly one of `disabled`, `reset`, `grants`, `approve`, `refuse`",
                     {}});
    }
    const std::string& id = request.places.front();
    const std::string what = body->begin().key();
    if (what != "grants" && !body->begin()->is_boolean()) {
      return failed({ErrorCode::usage, fmt::format("`{}` must be true or false", what), {}});
    }
    const bool is_true = body->begin()->is_boolean() && body->begin()->get<bool>();
    if (!is_true && what != "grants" && what != "disabled") {
      return failed({ErrorCode::usage, fmt::format("`{}` must be true", what), {}});
    }
    PeopleChanges change = changes(request);
    model::Status changed = model::Done{};
    Json more = Json::object();
    if (what == "disabled") {
      changed = is_true ? change.disable(id) : change.enable(id);
    } else if (what == "approve") {
      changed = change.approve(id);
    } else if (what == "refuse") {
      changed = change.refuse(id);
    } else if (what == "reset") {
      auto link = change.reset(id);
      if (!link) changed = link.error();
      if (link) more = link_json(*link);
    } else {
      auto grants = grants_of(*body);
      if (!grants) return failed(grants.error());
      auto granting = change.grant(id, *grants);
      if (!granting) changed = granting.error();
      if (granting) more = {{"granting", word_of(*granting)}};
    }
    house_.who.forget();
    if (!changed.ok()) return failed(changed.error());
    return show(id, more);
  }

  Outcome tokens(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    auto tokens = house_.people->tokens.all();
    if (!tokens) return failed(tokens.error());
    Json items = Json::array();
    for (const storage::Token& token : *tokens) {
      items.push_back({{"token", token.scope.id},
                       {"kind", name_of(token.kind)},
                       {"unit", token.scope.unit},
                       {"streams", token.scope.streams},
                       {"created", instant(house_.plan, token.created)},
                       {"expires", instant(house_.plan, token.expires)},
                       {"opened", token.opened ? instant(house_.plan, *token.opened) : Json()},
                       {"revoked", token.revoked ? instant(house_.plan, *token.revoked) : Json()}});
    }
    return answer_of({{"items", items}, {"next", nullptr}});
  }

  Outcome add_token(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    auto body = body_of(request, {"token", "kind", "unit", "streams", "days"});
    if (!body) return failed(body.error());
    auto id = text_of(*body, "token");
    auto unit = text_of(*body, "unit");
    auto streams = texts_of(*body, "streams");
    if (!id) return failed(id.error());
    if (!unit) return failed(unit.error());
    if (!streams) return failed(streams.error());
    model::TokenKind kind = model::TokenKind::events;
    if (body->contains("kind")) {
      auto name = text_of(*body, "kind");
      if (!name) return failed(name.error());
      if (*name != "events" && *name != "screen") {
        return failed({ErrorCode::usage, "`kind` must be `events` or `screen`", {}});
      }
      if (*name == "screen") kind = model::TokenKind::screen;
    }
    constexpr std::int64_t kDaysMax = 3'660;
    const auto days = body->find("days");
    if (days == body->end() || !days->is_number_integer() || days->get<std::int64_t>() < 1 ||
        days->get<std::int64_t>() > kDaysMax) {
      return failed({ErrorCode::usage,
                     fmt::format("`days` must be a whole number from 1 to {}", kDaysMax),
                     {}});
    }
    const model::Instant expires{wall_now().ms + days->get<std::int64_t>() * model::kDayMs};
    auto secret = changes(request).add_token({*id, *unit, *streams}, expires, kind);
    if (!secret) return failed(secret.error());
    if (kind == model::TokenKind::screen) {
      const model::Instant link_expires{wall_now().ms + model::kLinkMs};
      return answer_of({{"token", *id},
                        {"link", "/screen?link=" + *secret},
                        {"link_expires", instant(house_.plan, std::min(link_expires, expires))},
                        {"expires", instant(house_.plan, expires)}},
                       201);
    }
    return answer_of(
        {{"token", *id}, {"secret", *secret}, {"expires", instant(house_.plan, expires)}}, 201);
  }

  Outcome revoke_token(const Request& request) const {
    if (auto no = refuse(request, Deed::manage_people)) return *std::move(no);
    if (auto revoked = changes(request).revoke_token(request.places.front()); !revoked.ok()) {
      return failed(revoked.error());
    }
    house_.who.forget();
    return done();
  }

  Outcome audit(const Request& request) const {
    if (auto no = refuse(request, Deed::read_audit)) return *std::move(no);
    if (auto wrong = serving::check_names(request.parameters, {"limit", "cursor"})) {
      return *std::move(wrong);
    }
    const auto limit = serving::read_limit(request.parameters);
    if (const auto* wrong = std::get_if<Answer>(&limit)) return *wrong;
    std::int64_t before = INT64_MAX;
    const std::string_view cursor = serving::value_of(request.parameters, "cursor");
    if (!cursor.empty()) {
      const auto [end, error] =
          std::from_chars(cursor.data(), cursor.data() + cursor.size(), before);
      if (error != std::errc{} || end != cursor.data() + cursor.size()) {
        return serving::bad_parameter("cursor", "Use the `next` of the page before.");
      }
    }
    const std::size_t count = std::get<std::size_t>(limit);
    auto records = house_.people->audit.before(before, count);
    if (!records) return failed(records.error());
    Json items = Json::array();
    for (const storage::AuditRecord& record : *records) {
      items.push_back({{"number", record.number},
                       {"at", instant(house_.plan, record.at)},
                       {"actor", record.actor},
                       {"act", record.act},
                       {"object", record.object},
                       {"detail", record.detail},
                       {"address", record.peer},
                       {"hash", record.hash}});
    }
    const bool has_more = records->size() == count && records->back().number > 1;
    return answer_of({{"items", items},
                      {"next", has_more ? Json(std::to_string(records->back().number)) : Json()}});
  }

 private:
  // Rights over people are rights over the root unit.
  std::optional<Answer> refuse(const Request& request, Deed deed) const {
    if (!request.viewer.is_signed_in()) return not_signed_in();
    if (serving::may(request.viewer, deed, house_.plan, "")) return std::nullopt;
    return serving::problem(403, "Forbidden", "Your account was not granted this.");
  }

  PeopleChanges changes(const Request& request) const {
    return {*house_.people, house_.plan, {request.viewer.account, request.peer, false}, wall_now()};
  }

  Result<Json> account_json(const storage::Account& account) const {
    auto waiting = house_.people->accounts.changes();
    if (!waiting) return waiting.error();
    Json json = {{"account", account.id},
                 {"name", account.name},
                 {"disabled", account.is_disabled},
                 {"has_password", !account.password.empty()},
                 {"created", instant(house_.plan, account.created)},
                 {"grants", grants_json(account.grants)},
                 {"waiting", nullptr}};
    for (const storage::GrantChange& change : *waiting) {
      if (change.account != account.id) continue;
      json["waiting"] = {{"grants", grants_json(change.grants)},
                         {"asked_by", change.asked_by},
                         {"asked", instant(house_.plan, change.asked)}};
    }
    return json;
  }

  Answer show(const std::string& id, const Json& more = Json::object()) const {
    auto account = house_.people->accounts.find(id);
    if (!account) return failed(account.error());
    if (!*account) return serving::problem(404, "Not found", "There is no such account.");
    auto json = account_json(**account);
    if (!json) return failed(json.error());
    json->update(more);
    return answer_of(*json);
  }

  Json link_json(const OneTimeLink& link) const {
    return {{"link", "/sign-in?link=" + link.secret},
            {"link_expires", instant(house_.plan, link.expires)}};
  }

  Answer told(const SignInOutcome& outcome) const {
    if (const auto* in = std::get_if<SignedIn>(&outcome)) {
      Answer answer =
          answer_of(viewer_json({in->account.id, in->account.name, in->account.grants}));
      answer.headers.emplace_back("Set-Cookie", house_.cookie(in->secret));
      return answer;
    }
    const auto& no = std::get<NotSignedIn>(outcome);
    if (no.why == Refused::wrong) {
      return serving::problem(401, "Unauthorized", "Wrong account or password.");
    }
    return no.why == Refused::wait ? wait(no.wait_ms) : too_busy();
  }

  Answer told(const PasswordOutcome& outcome) const {
    if (outcome.is_set) return done();
    if (!outcome.fault.empty()) return serving::problem(400, "Bad request", outcome.fault);
    if (outcome.why == Refused::wrong) {
      return serving::problem(401, "Unauthorized",
                              "The link was used or is too old, or the old password is wrong.");
    }
    return outcome.why == Refused::wait ? wait(outcome.wait_ms) : too_busy();
  }

  static Answer too_busy() {
    return serving::busy("Too many are signing in at this moment. Try again in a moment.");
  }

  PeopleHouse& house_;
};

}  // namespace

std::vector<serving::Route> people_api(PeopleHouse& house) {
  const auto api = std::make_shared<const Api>(house);
  std::vector<serving::Route> routes;
  const auto add = [&](std::string_view method, std::string_view path,
                       Outcome (Api::*handler)(const Request&) const) {
    const std::size_t bytes_max = method == "POST" ? kBodyBytesMax : 0;
    routes.push_back(
        {method, path,
         [api, handler](const Request& request) { return (api.get()->*handler)(request); },
         bytes_max});
  };
  add("GET", "/api/v1/session", &Api::who_am_i);
  add("POST", "/api/v1/session", &Api::sign_in);
  add("DELETE", "/api/v1/session", &Api::sign_out);
  add("GET", "/api/v1/sessions", &Api::sessions);
  add("DELETE", "/api/v1/sessions/{id}", &Api::end_session);
  add("POST", "/api/v1/password", &Api::set_password);
  add("GET", "/api/v1/accounts", &Api::accounts);
  add("POST", "/api/v1/accounts", &Api::add_account);
  add("GET", "/api/v1/accounts/{account}", &Api::account);
  add("POST", "/api/v1/accounts/{account}", &Api::change_account);
  add("GET", "/api/v1/tokens", &Api::tokens);
  add("POST", "/api/v1/tokens", &Api::add_token);
  add("DELETE", "/api/v1/tokens/{token}", &Api::revoke_token);
  add("GET", "/api/v1/audit", &Api::audit);
  return routes;
}

}  // namespace ioc::app
