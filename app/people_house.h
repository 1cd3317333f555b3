// All that has to do with people in one running service, put together.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "app/openid.h"
#include "app/openid_settings.h"
#include "app/passwords.h"
#include "app/sign_in.h"
#include "app/who.h"
#include "model/plan.h"
#include "serving/alert_desk.h"
#include "serving/board.h"
#include "serving/server.h"
#include "storage/people.h"

namespace ioc::app {

// How browsers reach the service.
struct PeopleSettings {
  std::string state_dir;
  bool is_secure = false;    // by TLS alone: cookies are marked so
  bool is_loopback = false;  // listens to this machine only
  std::optional<OpenIdSettings> openid = {};
};

// Role: owns the database of people and what looks things up in it; gives the server its doors.
// Threads: made and destroyed by one owner, after the server has stopped; else any.
class PeopleHouse {
 public:
  // The plan, board and alerts outlive it. The desk has its alerts by then, and is given what was
  // done about them.
  static model::Result<std::unique_ptr<PeopleHouse>> open(const PeopleSettings& settings,
                                                          const model::Plan& plan,
                                                          const serving::Board& board,
                                                          serving::AlertDesk& alerts);
  // What the threads work on is there until they have ended.
  ~PeopleHouse() {
    if (openid) openid->stop();
    passwords.stop();
  }
  PeopleHouse(const PeopleHouse&) = delete;
  PeopleHouse& operator=(const PeopleHouse&) = delete;

  // viewer_of, still_holds, note_export, keep_answer, person_of and the addresses of people_api.h,
  // people_pages.h and openid_pages.h.
  void join(serving::ServerDoors& doors);

  // What may be sent with this token now; none: nothing.
  std::optional<model::TokenScope> token_of(std::string_view text) { return who.token_of(text); }

  // Keeps what was done about an alert with its record, then tells the desk. Error: `io`.
  model::Status keep_answer(const serving::Request& request, const model::AlertAnswer& answer);
  // None for an account that is unknown or disabled, or when that cannot be looked up.
  std::optional<model::Viewer> person_of(std::string_view account) const;

  // Of the OpenID provider by which people could sign in; empty: there is none.
  std::string issuer() const { return settings.openid ? settings.openid->issuer : std::string(); }
  // Whether anybody may sign in from where the service is reached.
  bool can_sign_in() const { return settings.is_secure || settings.is_loopback; }
  std::string cookie(std::string_view secret) const;
  std::string no_cookie() const;
  // Kept by the browser for so long, or until it is told otherwise.
  std::string screen_cookie(std::string_view secret) const;
  // The audit log's record of something a signed-in reader does.
  storage::AuditRecord record(const serving::Request& request, std::string_view act,
                              std::string_view object, std::string_view detail) const;

  const PeopleSettings settings;
  const model::Plan& plan;
  const serving::Board& board;
  serving::AlertDesk& alerts;
  const std::unique_ptr<storage::People> people;
  Who who;
  Passwords passwords;
  SignIn sign_in;
  std::unique_ptr<OpenId> openid;  // none where it is not configured

 private:
  PeopleHouse(const PeopleSettings& s, const model::Plan& p, const serving::Board& b,
              serving::AlertDesk& a, std::unique_ptr<storage::People> store);

  // Between two acts about one alert: their order is the same in the database and at the desk.
  std::mutex answers_mutex_;
};

}  // namespace ioc::app
