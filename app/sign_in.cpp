#include "app/sign_in.h"

#include <spdlog/spdlog.h>

#include "app/who.h"
#include "model/limits.h"

namespace ioc::app {

using model::Done;
using model::Instant;
using model::Status;
using storage::Account;
using storage::AuditRecord;

namespace {

// What somebody typed may be anything, his password too: only what could be an account is written.
std::string loggable(const std::string& account) {
  return storage::is_account_id(account) ? account : "(no account's name)";
}

AuditRecord record(Instant at, std::string actor, std::string act, std::string object,
                   std::string detail, std::string peer) {
  return {.at = at,
          .actor = std::move(actor),
          .act = std::move(act),
          .object = std::move(object),
          .detail = std::move(detail),
          .peer = std::move(peer),
          .previous = {},
          .hash = {}};
}

std::string folded(std::string text) {
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  while (!text.empty() && text.back() == ' ') text.pop_back();
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

}  // namespace

SignIn::SignIn(storage::People& people, Passwords& passwords, Now now, std::function<void()> felt)
    : people_(people), passwords_(passwords), now_(std::move(now)), felt_(std::move(felt)) {}

void SignIn::begin(SignInAttempt attempt, std::function<void(SignInOutcome)> told) {
  attempt.account = folded(attempt.account);
  if (attempt.account.size() > model::kPasswordBytesMax ||
      attempt.password.size() > model::kPasswordBytesMax) {
    return told(NotSignedIn{});
  }
  const std::int64_t wait_ms = throttle_.try_in_ms(attempt.account, attempt.peer, now_());
  if (wait_ms > 0) return told(NotSignedIn{Refused::wait, wait_ms});
  auto account = people_.accounts.find(attempt.account);
  if (!account) {
    complain(account.error());
    return told(NotSignedIn{Refused::failed, 0});
  }
  const std::string hash = *account ? (*account)->password : "";
  std::string password = attempt.password;
  const bool is_taken = passwords_.verify(
      std::move(password), hash,
      [this, attempt, hash, told](bool is_right) { told(finish(attempt, hash, is_right)); });
  if (!is_taken) told(NotSignedIn{Refused::busy, 0});
}

// The account may have changed while its password was compared.
SignInOutcome SignIn::finish(const SignInAttempt& attempt, const std::string& hash, bool is_right) {
  SignedIn in;
  bool is_in = false;
  const Instant now = now_();
  const Status done = people_.database().in_transaction([&]() -> Status {
    auto account = people_.accounts.find(attempt.account);
    if (!account) return account.error();
    is_in = is_right && *account && !(*account)->is_disabled && (*account)->password == hash;
    if (!is_in) {
      return people_.audit.append(
          record(now, "", "session.refused", loggable(attempt.account), "", attempt.peer));
    }
    auto begun = begin_session(**std::move(account), attempt.peer, attempt.agent, "");
    if (!begun) return begun.error();
    in = *std::move(begun);
    return Done{};
  });
  if (!done.ok()) {
    complain(done.error());
    return NotSignedIn{Refused::failed, 0};
  }
  if (!is_in) return NotSignedIn{};
  throttle_.right(attempt.account, attempt.peer);
  return in;
}

model::Result<SignedIn> SignIn::begin_session(Account account, const std::string& peer,
                                              const std::string& agent, std::string_view way) {
  const Instant now = now_();
  SignedIn in{new_secret(), std::move(account)};
  if (Status begun = people_.sessions.begin(
          in.secret, {0, in.account.id, now, now, peer, agent, std::string(way)});
      !begun.ok()) {
    return begun.error();
  }
  const std::string detail = way.empty() ? agent : std::string(way) + ", " + agent;
  if (Status noted = people_.audit.append(
          record(now, in.account.id, "session.begin", in.account.id, detail, peer));
      !noted.ok()) {
    return noted.error();
  }
  return in;
}

SignInOutcome SignIn::begin_known(const KnownAttempt& attempt) {
  const std::string name = folded(attempt.account);
  const std::int64_t wait_ms = throttle_.try_in_ms(name, attempt.peer, now_());
  if (wait_ms > 0) return NotSignedIn{Refused::wait, wait_ms};
  SignedIn in;
  std::string why;
  const Status done = people_.database().in_transaction([&]() -> Status {
    auto account = known(attempt, why);
    if (!account) return account.error();
    if (!*account) {
      return people_.audit.append(record(now_(), "", "session.refused", loggable(name),
                                         "through the OpenID provider: " + why, attempt.peer));
    }
    auto begun =
        begin_session(**std::move(account), attempt.peer, attempt.agent, storage::kThroughOpenId);
    if (!begun) return begun.error();
    in = *std::move(begun);
    return Done{};
  });
  if (!done.ok()) {
    complain(done.error());
    return NotSignedIn{Refused::failed, 0};
  }
  if (in.secret.empty()) {
    spdlog::warn("{} was let in by the OpenID provider and not here: {}", loggable(name), why);
    return NotSignedIn{Refused::nobody, 0};
  }
  throttle_.right(name, attempt.peer);
  return in;
}

model::Result<std::optional<Account>> SignIn::known(const KnownAttempt& attempt, std::string& why) {
  const auto nobody = [&](std::string reason) {
    why = std::move(reason);
    return model::Result<std::optional<Account>>(std::nullopt);
  };
  auto bound = people_.identities.of_subject(attempt.issuer, attempt.subject);
  if (!bound) return bound.error();
  const std::string id = *bound ? (*bound)->account : folded(attempt.account);
  if (!storage::is_account_id(id)) {
    return nobody("its account claim is no account's name here; choose another `account_claim`");
  }
  auto account = people_.accounts.find(id);
  if (!account) return account.error();
  if (!*account && !attempt.may_create) {
    return nobody("there is no such account here; `ioc-pulse account add` makes one");
  }
  if (!*account) {
    account = created(attempt, id);
    if (!account) return account.error();
  }
  if ((*account)->is_disabled) return nobody("the account is disabled here");
  if (*bound) return account;
  auto other = people_.identities.of_account(id);
  if (!other) return other.error();
  if (*other) {
    return nobody(
        "the account is another person's of the provider; `ioc-pulse account reset` "
        "parts them");
  }
  if (Status made = people_.identities.bind({id, attempt.issuer, attempt.subject}, now_());
      !made.ok()) {
    return made.error();
  }
  if (Status noted =
          people_.audit.append(record(now_(), id, "identity.bind", id,
                                      attempt.subject + " of " + attempt.issuer, attempt.peer));
      !noted.ok()) {
    return noted.error();
  }
  return account;
}

model::Result<std::optional<Account>> SignIn::created(const KnownAttempt& attempt,
                                                      const std::string& id) {
  constexpr std::size_t kNameBytesMax = 200;
  Account account;
  account.id = id;
  const bool is_name = !attempt.name.empty() && attempt.name.size() <= kNameBytesMax;
  account.name = is_name ? attempt.name : id;
  account.created = now_();
  if (Status added = people_.accounts.add(account); !added.ok()) return added.error();
  if (Status noted = people_.audit.append(record(now_(), "", "account.add", id,
                                                 "at the first sign-in through " + attempt.issuer,
                                                 attempt.peer));
      !noted.ok()) {
    return noted.error();
  }
  return std::optional(account);
}

void SignIn::note_refused(const std::string& why, const std::string& peer) {
  const Status noted = people_.audit.append(record(now_(), "", "session.refused", "", why, peer));
  if (!noted.ok()) complain(noted.error());
}

Status SignIn::end(const storage::Session& session, const std::string& peer) {
  const Status done = people_.change(
      record(now_(), session.account, "session.end", session.account, "", peer), [&]() -> Status {
        auto ended = people_.sessions.end(session.account, session.id);
        return ended ? Status(Done{}) : Status(ended.error());
      });
  felt_();
  return done;
}

void SignIn::set_by_link(std::string secret, std::string password, std::string peer,
                         std::function<void(PasswordOutcome)> told) {
  auto account = people_.links.look(secret, now_());
  if (!account) {
    complain(account.error());
    return told({.why = Refused::failed});
  }
  if (!*account) return told({.why = Refused::wrong});
  if (auto fault = fault_of_password(password, **account)) return told({.fault = *fault});
  const bool is_taken = passwords_.hash(
      std::move(password), [this, secret = std::move(secret), peer, told](std::string hash) {
        bool is_set = false;
        const Status done = people_.database().in_transaction([&]() -> Status {
          auto taken = people_.links.take(secret, now_());
          if (!taken) return taken.error();
          if (!*taken) return Done{};
          is_set = true;
          const std::string id = **taken;
          if (Status set = people_.accounts.set_password(id, hash); !set.ok()) return set;
          if (Status ended = people_.sessions.end_all(id); !ended.ok()) return ended;
          return people_.audit.append(
              record(now_(), id, "password.set", id, "by a one-time link", peer));
        });
        felt_();
        if (!done.ok()) complain(done.error());
        told({.is_set = done.ok() && is_set, .why = done.ok() ? Refused::wrong : Refused::failed});
      });
  if (!is_taken) told({.why = Refused::busy});
}

void SignIn::change(const storage::Session& session, std::string old_password, std::string password,
                    std::string peer, std::function<void(PasswordOutcome)> told) {
  if (old_password.size() > model::kPasswordBytesMax) return told({.why = Refused::wrong});
  if (auto fault = fault_of_password(password, session.account)) return told({.fault = *fault});
  const std::int64_t wait_ms = throttle_.try_in_ms(session.account, peer, now_());
  if (wait_ms > 0) return told({.why = Refused::wait, .wait_ms = wait_ms});
  auto account = people_.accounts.find(session.account);
  if (!account || !*account) return told({.why = Refused::failed});
  const std::string hash = (*account)->password;
  const bool is_taken = passwords_.verify(
      std::move(old_password), hash,
      [this, session, hash, password = std::move(password), peer, told](bool is_right) {
        if (!is_right) {
          const Status noted = people_.audit.append(
              record(now_(), session.account, "password.refused", session.account, "", peer));
          if (!noted.ok()) complain(noted.error());
          return told({.why = Refused::wrong});
        }
        throttle_.right(session.account, peer);
        const std::string fresh = hash_password(password);
        bool is_set = false;
        const Status done = people_.database().in_transaction([&]() -> Status {
          auto now = people_.accounts.find(session.account);
          if (!now) return now.error();
          is_set = *now && !(*now)->is_disabled && (*now)->password == hash;
          if (!is_set) return Done{};
          if (Status set = people_.accounts.set_password(session.account, fresh); !set.ok()) {
            return set;
          }
          if (Status ended = people_.sessions.end_all(session.account, session.id); !ended.ok()) {
            return ended;
          }
          return people_.audit.append(record(now_(), session.account, "password.set",
                                             session.account, "by its owner", peer));
        });
        felt_();
        if (!done.ok()) complain(done.error());
        told({.is_set = done.ok() && is_set, .why = done.ok() ? Refused::wrong : Refused::failed});
      });
  if (!is_taken) told({.why = Refused::busy});
}

}  // namespace ioc::app
