#include "app/token_api.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "app/clock.h"
#include "app/people_handlers.h"
#include "model/limits.h"
#include "serving/figure_query.h"

namespace ioc::app {
namespace {

using model::ErrorCode;
using serving::Answer;
using serving::Deed;
using serving::Outcome;
using serving::Request;
using Json = nlohmann::ordered_json;

class TokenHandlers : public PeopleHandlers {
 public:
  explicit TokenHandlers(PeopleHouse& house) : PeopleHandlers(house) {}

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
                       {"created", instant(token.created)},
                       {"expires", instant(token.expires)},
                       {"opened", token.opened ? instant(*token.opened) : Json()},
                       {"revoked", token.revoked ? instant(*token.revoked) : Json()}});
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
                        {"link_expires", instant(std::min(link_expires, expires))},
                        {"expires", instant(expires)}},
                       201);
    }
    return answer_of({{"token", *id}, {"secret", *secret}, {"expires", instant(expires)}}, 201);
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
                       {"at", instant(record.at)},
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
};

}  // namespace

std::vector<serving::Route> token_api(PeopleHouse& house) {
  using Handlers = TokenHandlers;
  const auto handlers = std::make_shared<const Handlers>(house);
  return {serving::route_to("GET", "/api/v1/tokens", handlers, &Handlers::tokens),
          serving::route_to("POST", "/api/v1/tokens", handlers, &Handlers::add_token,
                            kPeopleBodyBytesMax),
          serving::route_to("DELETE", "/api/v1/tokens/{token}", handlers, &Handlers::revoke_token),
          serving::route_to("GET", "/api/v1/audit", handlers, &Handlers::audit)};
}

}  // namespace ioc::app
