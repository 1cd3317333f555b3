#include "app/account_api.h"

#include <fmt/core.h>

#include "app/people_handlers.h"
#include "serving/figure_query.h"
#include "storage/grant_text.h"

namespace ioc::app {
namespace {

using model::Error;
using model::ErrorCode;
using model::Result;
using serving::Answer;
using serving::Deed;
using serving::Outcome;
using serving::Request;
using Json = nlohmann::ordered_json;

class AccountHandlers : public PeopleHandlers {
 public:
  explicit AccountHandlers(PeopleHouse& house) : PeopleHandlers(house) {}

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

 private:
  Answer show(const std::string& id, const Json& more = Json::object()) const {
    auto account = house_.people->accounts.find(id);
    if (!account) return failed(account.error());
    if (!*account) return serving::problem(404, "Not found", "There is no such account.");
    auto json = account_json(**account);
    if (!json) return failed(json.error());
    json->update(more);
    return answer_of(*json);
  }

  Result<Json> account_json(const storage::Account& account) const {
    auto waiting = house_.people->accounts.changes();
    if (!waiting) return waiting.error();
    Json json = {{"account", account.id},
                 {"name", account.name},
                 {"disabled", account.is_disabled},
                 {"has_password", !account.password.empty()},
                 {"created", instant(account.created)},
                 {"grants", grants_json(account.grants)},
                 {"waiting", nullptr}};
    for (const storage::GrantChange& change : *waiting) {
      if (change.account != account.id) continue;
      json["waiting"] = {{"grants", grants_json(change.grants)},
                         {"asked_by", change.asked_by},
                         {"asked", instant(change.asked)}};
    }
    return json;
  }

  Json link_json(const OneTimeLink& link) const {
    return {{"link", "/sign-in?link=" + link.secret}, {"link_expires", instant(link.expires)}};
  }

  static Result<std::vector<model::Grant>> grants_of(const Json& body) {
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

  static std::string_view word_of(Granting granting) {
    switch (granting) {
      case Granting::done: return "done";
      case Granting::waits: return "waits for a second administrator";
      case Granting::only_one: return "done: there is no second administrator";
    }
    return "";
  }
};

}  // namespace

std::vector<serving::Route> account_api(PeopleHouse& house) {
  using Handlers = AccountHandlers;
  const auto handlers = std::make_shared<const Handlers>(house);
  return {serving::route_to("GET", "/api/v1/accounts", handlers, &Handlers::accounts),
          serving::route_to("POST", "/api/v1/accounts", handlers, &Handlers::add_account,
                            kPeopleBodyBytesMax),
          serving::route_to("GET", "/api/v1/accounts/{account}", handlers, &Handlers::account),
          serving::route_to("POST", "/api/v1/accounts/{account}", handlers,
                            &Handlers::change_account, kPeopleBodyBytesMax)};
}

}  // namespace ioc::app
