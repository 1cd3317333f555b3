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

// Somebody for whom an OpenID provider has answered.
struct KnownAttempt {
  std::string issuer;
  std::string subject;
  std::string account;  // as the provider names it
  std::string name;
  std::string peer;
  std::string agent;
  bool may_create = false;  // an account without rights, where there is none of that name
};

struct SignedIn {
  std::string secret;  // of the new session, for its cookie
  storage::Account account;
};
// Why not. Nothing tells whether there is such an account.
enum class Refused : std::uint8_t {
  wrong,   // account, password, or an account that may not sign in
  nobody,  // whom the provider answers for, and who has no account here that may sign in
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
  // The account that was bound to this person, else the one of that name, which is bound from now
  // on. Throttled and noted as a sign-in with a password is.
  SignInOutcome begin_known(const KnownAttempt& attempt);
  // One that came to nothing before it was known whose it is.
  void note_refused(const std::string& why, const std::string& peer);
  model::Status end(const storage::Session& session, const std::string& peer);

  // Uses the link up and ends all sessions of its account.
  void set_by_link(std::string secret, std::string password, std::string peer,
                   std::function<void(PasswordOutcome)> told);
  // Ends all other sessions of the account.
  void change(const storage::Session& session, std::string old_password, std::string password,
              std::string peer, std::function<void(PasswordOutcome)> told);

 private:
  // The account of the person; empty, with the reason, when there is none that may sign in.
  model::Result<std::optional<storage::Account>> known(const KnownAttempt& attempt,
                                                       std::string& why);
  model::Result<std::optional<storage::Account>> created(const KnownAttempt& attempt,
                                                         const std::string& id);
  model::Result<SignedIn> begin_session(storage::Account account, const std::string& peer,
                                        const std::string& agent, std::string_view way);
  SignInOutcome finish(const SignInAttempt& attempt, const std::string& hash, bool is_right);

  storage::People& people_;
  Passwords& passwords_;
  Throttle throttle_;
  const Now now_;
  const std::function<void()> felt_;
};

}  // namespace ioc::app
