#include "app/session_api.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "app/clock.h"
#include "app/people_handlers.h"
#include "serving/origin.h"

namespace ioc::app {
namespace {

using model::Error;
using model::ErrorCode;
using serving::Answer;
using serving::AnswerLater;
using serving::Outcome;
using serving::Request;
using Json = nlohmann::ordered_json;
using Tell = std::function<void(Answer)>;

class SessionHandlers : public PeopleHandlers,
                        public std::enable_shared_from_this<SessionHandlers> {
 public:
  explicit SessionHandlers(PeopleHouse& house) : PeopleHandlers(house) {}

  // A screen is told that it is one, also when its token is not good any more.
  Outcome who_am_i(const Request& request) const {
    Json json = viewer_json(request.viewer);
    if (const auto screen = house_.who.screen_of(request)) {
      json["screen"] = {{"token", screen->scope.id}, {"good", screen->is_good}};
    }
    return answer_of(json);
  }

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
                       {"begun", instant(session.begun)},
                       {"seen", instant(session.seen)},
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

 private:
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

  static Json viewer_json(const model::Viewer& viewer) {
    const bool is_known = viewer.is_signed_in();
    return {{"account", is_known ? Json(viewer.account) : Json()},
            {"name", is_known ? Json(viewer.name) : Json()},
            {"grants", grants_json(viewer.grants)}};
  }

  static Answer wait(std::int64_t wait_ms) {
    const std::int64_t seconds = std::max<std::int64_t>(1, (wait_ms + 999) / 1000);
    Answer answer = serving::problem(429, "Too many requests",
                                     fmt::format("Too many wrong tries for this account from this "
                                                 "network. Try again in {} s.",
                                                 seconds));
    answer.headers.emplace_back("Retry-After", std::to_string(seconds));
    return answer;
  }

  static Answer too_busy() {
    return serving::busy("Too many are signing in at this moment. Try again in a moment.");
  }
};

}  // namespace

std::vector<serving::Route> session_api(PeopleHouse& house) {
  using Handlers = SessionHandlers;
  const auto handlers = std::make_shared<const Handlers>(house);
  return {serving::route_to("GET", "/api/v1/session", handlers, &Handlers::who_am_i),
          serving::route_to("POST", "/api/v1/session", handlers, &Handlers::sign_in,
                            kPeopleBodyBytesMax),
          serving::route_to("DELETE", "/api/v1/session", handlers, &Handlers::sign_out),
          serving::route_to("GET", "/api/v1/sessions", handlers, &Handlers::sessions),
          serving::route_to("DELETE", "/api/v1/sessions/{id}", handlers, &Handlers::end_session),
          serving::route_to("POST", "/api/v1/password", handlers, &Handlers::set_password,
                            kPeopleBodyBytesMax)};
}

}  // namespace ioc::app
