#include "app/people_house.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "app/account_pages.h"
#include "app/clock.h"
#include "app/openid_pages.h"
#include "app/people_api.h"
#include "app/people_pages.h"

namespace ioc::app {

using model::Result;

PeopleHouse::PeopleHouse(const PeopleSettings& s, const model::Plan& p, const serving::Board& b,
                         serving::AlertDesk& a, std::unique_ptr<storage::People> store)
    : settings(s),
      plan(p),
      board(b),
      alerts(a),
      people(std::move(store)),
      who(*people, settings.is_secure, [] { return wall_now(); }),
      sign_in(
          *people, passwords, [] { return wall_now(); }, [this] { who.forget(); }) {
  if (settings.openid) {
    openid = std::make_unique<OpenId>(*settings.openid, sign_in, [] { return wall_now(); });
  }
}

Result<std::unique_ptr<PeopleHouse>> PeopleHouse::open(const PeopleSettings& settings,
                                                       const model::Plan& plan,
                                                       const serving::Board& board,
                                                       serving::AlertDesk& alerts) {
  auto store = storage::People::open(settings.state_dir);
  if (!store) return store.error();
  if (auto forgotten = (*store)->sessions.forget_ended(wall_now()); !forgotten.ok()) {
    return forgotten.error();
  }
  if (const auto first = alerts.first_fired()) {
    auto answers = (*store)->alert_answers.since(*first);
    if (!answers) return answers.error();
    alerts.restore_answers(*answers);
  }
  return std::unique_ptr<PeopleHouse>(
      new PeopleHouse(settings, plan, board, alerts, *std::move(store)));
}

void PeopleHouse::join(serving::ServerDoors& doors) {
  doors.viewer_of = [this](const serving::Request& request) { return who.viewer_of(request); };
  doors.still_holds = [this](const serving::Request& request) { return who.still_holds(request); };
  doors.note_export = [this](const serving::Request& request, std::string_view what) {
    const auto noted = people->audit.append(record(request, "figures.export", request.path, what));
    if (!noted.ok()) spdlog::error("people: {}", noted.error().message());
    return noted.ok();
  };
  doors.keep_answer = [this](const serving::Request& request, const model::AlertAnswer& answer) {
    return keep_answer(request, answer);
  };
  doors.person_of = [this](std::string_view account) { return person_of(account); };
  doors.note = [this](const serving::Request& request, std::string_view act,
                      std::string_view object, std::string_view detail) {
    const auto noted = people->audit.append(record(request, act, object, detail));
    if (!noted.ok()) spdlog::error("people: {}", noted.error().message());
    return noted.ok();
  };
  for (serving::Route& route : people_api(*this)) doors.routes.push_back(std::move(route));
  for (serving::Route& route : people_pages(*this, doors.pages)) {
    doors.routes.push_back(std::move(route));
  }
  for (serving::Route& route : account_pages(*this, doors.pages)) {
    doors.routes.push_back(std::move(route));
  }
  if (!openid) return;
  for (serving::Route& route : openid_pages(*this, doors.pages)) {
    doors.routes.push_back(std::move(route));
  }
}

model::Status PeopleHouse::keep_answer(const serving::Request& request,
                                       const model::AlertAnswer& answer) {
  const std::scoped_lock lock(answers_mutex_);
  std::string detail = fmt::format("fired {}", model::format_rfc3339(answer.fired, plan.zone));
  if (!answer.owner.empty()) detail += ", seen to by " + answer.owner;
  if (!answer.note.empty()) detail += ": " + answer.note;
  const std::string object =
      answer.unit.empty() ? answer.alert : fmt::format("{} {}", answer.alert, answer.unit);
  const std::string act = fmt::format("alert.{}", name_of(answer.act));
  const model::Status kept = people->change(record(request, act, object, detail),
                                            [&] { return people->alert_answers.add(answer); });
  if (kept.ok()) {
    alerts.answered(answer);
  } else {
    spdlog::error("people: {}", kept.error().message());
  }
  return kept;
}

std::optional<model::Viewer> PeopleHouse::person_of(std::string_view account) const {
  auto found = people->accounts.find(account);
  if (!found) spdlog::error("people: {}", found.error().message());
  if (!found || !*found || (*found)->is_disabled) return std::nullopt;
  return model::Viewer{(*found)->id, (*found)->name, (*found)->grants};
}

std::string PeopleHouse::cookie(std::string_view secret) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", who.cookie_name(), secret,
                     settings.is_secure ? "; Secure" : "");
}

std::string PeopleHouse::no_cookie() const { return cookie("") + "; Max-Age=0"; }

// That a token is over is the token's to say.
std::string PeopleHouse::screen_cookie(std::string_view secret) const {
  constexpr int kSeconds = 400 * 24 * 3600;  // what browsers keep at most
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}",
                     who.screen_cookie_name(), secret, kSeconds,
                     settings.is_secure ? "; Secure" : "");
}

storage::AuditRecord PeopleHouse::record(const serving::Request& request, std::string_view act,
                                         std::string_view object, std::string_view detail) const {
  return {.at = wall_now(),
          .actor = request.viewer.account,
          .act = std::string(act),
          .object = std::string(object),
          .detail = std::string(detail),
          .peer = request.peer,
          .previous = {},
          .hash = {}};
}

}  // namespace ioc::app
