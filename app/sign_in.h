// Signing in and out, and setting passwords: what happens between the form and the database.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "app/passwords.h"
#include "app/throttle.h"
#include "model/result.h"
#include "model/time.h"
#include "storage/people.h"

namespace ioc::app {

struct SignInAttempt {
  std::string account;
  std::string password;
  std::string peer;
  std::string agent;
};

struct SignedIn {
  std::string secret;  // of the new session, for its cookie
  storage::Account account;
};
// Why not. Nothing tells whether there is such an account.
enum class Refused : std::uint8_t {
  wrong,   // account, password, or an account that may not sign in
  wait,    // too many wrong tries
  busy,    // too many sign in at this moment
  failed,  // the database does not answer
};
struct NotSignedIn {
  Refused why = Refused::wrong;
  std::int64_t wait_ms = 0;
};
using SignInOutcome = std::variant<SignedIn, NotSignedIn>;

struct PasswordOutcome {
  bool is_set = false;
  Refused why = Refused::wrong;  // wrong: the link or the old password
  std::string fault = {};        // of the new password, for people
  std::int64_t wait_ms = 0;
};

// Role: the one way to a session.
// Threads: any; outcomes are told on the passwords' threads, or at once on the caller's.
class SignIn {
 public:
  using Now = std::function<model::Instant()>;
  // `felt` is called after each change, so that it is felt at once.
  SignIn(storage::People& people, Passwords& passwords, Now now, std::function<void()> felt);

  void begin(SignInAttempt attempt, std::function<void(SignInOutcome)> told);
  model::Status end(const storage::Session& session, const std::string& peer);

  // Uses the link up and ends all sessions of its account.
  void set_by_link(std::string secret, std::string password, std::string peer,
                   std::function<void(PasswordOutcome)> told);
  // Ends all other sessions of the account.
  void change(const storage::Session& session, std::string old_password, std::string password,
              std::string peer, std::function<void(PasswordOutcome)> told);

 private:
  SignInOutcome finish(const SignInAttempt& attempt, const std::string& hash, bool is_right);

  storage::People& people_;
  Passwords& passwords_;
  Throttle throttle_;
  const Now now_;
  const std::function<void()> felt_;
};

}  // namespace ioc::app
