// Who is signed in where, the one-time links that let somebody set a password, and the tokens that
// programs read with. Of their secrets only SHA-256 is kept: who reads the database can sign in
// with nothing in it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/limits.h"
#include "model/result.h"
#include "model/time.h"
#include "storage/sqlite.h"

namespace ioc::storage {

inline constexpr std::string_view kThroughOpenId = "openid";

struct Session {
  std::int64_t id = 0;  // no secret
  std::string account;
  model::Instant begun;
  model::Instant seen;
  std::string peer;      // address it began from
  std::string agent;     // what the browser said of itself
  std::string way = {};  // how it began: empty with a password, kThroughOpenId
};

// Role: the table of sessions. One ends when nothing was asked for kSessionIdleMs, kSessionMs after
//   it began, when it is ended, and with its account being disabled.
// Threads: any, as the database. Errors: `io`.
class Sessions {
 public:
  explicit Sessions(SqlDatabase& database) : database_(database) {}

  // Of an account's sessions the newest kSessionsMax stay.
  model::Status begin(std::string_view secret, const Session& session);
  // None when there is no such session, or it has ended by `now`.
  model::Result<std::optional<Session>> find(std::string_view secret, model::Instant now) const;
  // Something was done in it. Noted to the minute.
  model::Status touch(const Session& session, model::Instant now);
  // Those that have not ended, the newest first; of everybody for an empty account.
  model::Result<std::vector<Session>> of(std::string_view account, model::Instant now) const;

  // False when the account has no such session.
  model::Result<bool> end(std::string_view account, std::int64_t id);
  // All of the account but the one with this id (0: without exception).
  model::Status end_all(std::string_view account, std::int64_t but = 0);
  model::Status forget_ended(model::Instant now);

 private:
  SqlDatabase& database_;
};

// Role: the table of one-time links: one for an account, the newest.
class Links {
 public:
  explicit Links(SqlDatabase& database) : database_(database) {}

  model::Status make(std::string_view secret, std::string_view account, model::Instant expires);
  // The account it is for; it stays. None when it is unknown, used or too old.
  model::Result<std::optional<std::string>> look(std::string_view secret, model::Instant now) const;
  // The same, and it is used up.
  model::Result<std::optional<std::string>> take(std::string_view secret, model::Instant now);
  model::Status drop(std::string_view account);

 private:
  SqlDatabase& database_;
};

// Role: the table of tokens that programs read with in an account's name: one for an account, the
//   newest. It is worth nothing while the account is disabled.
class ReadTokens {
 public:
  explicit ReadTokens(SqlDatabase& database) : database_(database) {}

  model::Status make(std::string_view secret, std::string_view account, model::Instant expires);
  // The account; none when it is unknown, too old at `now`, or of a disabled account.
  model::Result<std::optional<std::string>> find(std::string_view secret, model::Instant now) const;
  // False when there was none.
  model::Result<bool> drop(std::string_view account);

 private:
  SqlDatabase& database_;
};

}  // namespace ioc::storage
