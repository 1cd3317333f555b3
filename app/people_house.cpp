#include "app/people_house.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include "app/account_pages.h"
#include "app/clock.h"
#include "app/people_api.h"
#include "app/people_pages.h"

namespace ioc::app {

using model::Result;

PeopleHouse::PeopleHouse(const PeopleSettings& s, const model::Plan& p, const serving::Board& b,
                         const serving::AlertDesk& a, std::unique_ptr<storage::People> store)
    : settings(s),
      plan(p),
      board(b),
      alerts(a),
      people(std::move(store)),
      who(*people, settings.is_secure, [] { return wall_now(); }),
      sign_in(
          *people, passwords, [] { return wall_now(); }, [this] { who.forget(); }) {}

Result<std::unique_ptr<PeopleHouse>> PeopleHouse::open(const PeopleSettings& settings,
                                                       const model::Plan& plan,
                                                       const serving::Board& board,
                                                       const serving::AlertDesk& alerts) {
  auto store = storage::People::open(settings.state_dir);
  if (!store) return store.error();
  if (auto forgotten = (*store)->sessions.forget_ended(wall_now()); !forgotten.ok()) {
    return forgotten.error();
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
}

std::string PeopleHouse::cookie(std::string_view secret) const {
  return fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict{}", who.cookie_name(), secret,
                     settings.is_secure ? "; Secure" : "");
}

std::string PeopleHouse::no_cookie() const { return cookie("") + "; Max-Age=0"; }

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
