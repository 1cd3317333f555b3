// Sessions and links in SQL (storage/sessions.h).
#include "storage/sessions.h"

#include "storage/sha256.h"

namespace ioc::storage {

using model::Instant;
using model::Result;
using model::Status;

namespace {

// What has not ended by ?1: of accounts that may sign in.
constexpr std::string_view kLiving =
    "SELECT session.id, account, begun_ms, seen_ms, peer, agent, way FROM session "
    "JOIN account ON account.id = session.account "
    "WHERE seen_ms > ?1 AND begun_ms > ?2 AND disabled = 0 ";

Session session_of(const SqlRow& row) {
  return {row.number(0), row.text(1), {row.number(2)}, {row.number(3)},
          row.text(4),   row.text(5), row.text(6)};
}

}  // namespace

Status Sessions::begin(std::string_view secret, const Session& session) {
  return database_.in_transaction([&]() -> Status {
    Status done = database_.run(
        "INSERT INTO session(hash, account, begun_ms, seen_ms, peer, agent, way) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        {sha256_hex(secret), session.account, session.begun.ms, session.begun.ms, session.peer,
         session.agent, session.way});
    if (!done.ok()) return done;
    return database_.run(
        "DELETE FROM session WHERE account = ?1 AND id NOT IN "
        "(SELECT id FROM session WHERE account = ?1 ORDER BY id DESC LIMIT ?2)",
        {session.account, static_cast<std::int64_t>(model::kSessionsMax)});
  });
}

Result<std::optional<Session>> Sessions::find(std::string_view secret, Instant now) const {
  std::optional<Session> found;
  const Status read = database_.each(
      std::string(kLiving) + "AND hash = ?3",
      {now.ms - model::kSessionIdleMs, now.ms - model::kSessionMs, sha256_hex(secret)},
      [&](const SqlRow& row) { found = session_of(row); });
  if (!read.ok()) return read.error();
  return found;
}

Status Sessions::touch(const Session& session, Instant now) {
  if (now.ms - session.seen.ms < model::kMinuteMs) return model::Done{};
  return database_.run("UPDATE session SET seen_ms = MAX(seen_ms, ?2) WHERE id = ?1",
                       {session.id, now.ms});
}

Result<std::vector<Session>> Sessions::of(std::string_view account, Instant now) const {
  std::vector<Session> found;
  const Status read = database_.each(
      std::string(kLiving) + "AND (?3 = '' OR account = ?3) ORDER BY session.id DESC",
      {now.ms - model::kSessionIdleMs, now.ms - model::kSessionMs, std::string(account)},
      [&](const SqlRow& row) { found.push_back(session_of(row)); });
  if (!read.ok()) return read.error();
  return found;
}

Result<bool> Sessions::end(std::string_view account, std::int64_t id) {
  bool has_ended = false;
  const Status done = database_.in_transaction([&]() -> Status {
    Status ended = database_.run("DELETE FROM session WHERE account = ?1 AND id = ?2",
                                 {std::string(account), id});
    has_ended = database_.changes() > 0;
    return ended;
  });
  if (!done.ok()) return done.error();
  return has_ended;
}

Status Sessions::end_all(std::string_view account, std::int64_t but) {
  return database_.run("DELETE FROM session WHERE account = ?1 AND id <> ?2",
                       {std::string(account), but});
}

Status Sessions::forget_ended(Instant now) {
  return database_.run("DELETE FROM session WHERE seen_ms <= ?1 OR begun_ms <= ?2",
                       {now.ms - model::kSessionIdleMs, now.ms - model::kSessionMs});
}

Status Links::make(std::string_view secret, std::string_view account, Instant expires) {
  return database_.in_transaction([&]() -> Status {
    Status dropped = drop(account);
    if (!dropped.ok()) return dropped;
    return database_.run("INSERT INTO link(hash, account, expires_ms) VALUES(?1, ?2, ?3)",
                         {sha256_hex(secret), std::string(account), expires.ms});
  });
}

Result<std::optional<std::string>> Links::look(std::string_view secret, Instant now) const {
  std::optional<std::string> account;
  const Status read = database_.each(
      "SELECT account FROM link JOIN account ON account.id = link.account "
      "WHERE hash = ?1 AND expires_ms > ?2 AND disabled = 0",
      {sha256_hex(secret), now.ms}, [&](const SqlRow& row) { account = row.text(0); });
  if (!read.ok()) return read.error();
  return account;
}

Result<std::optional<std::string>> Links::take(std::string_view secret, Instant now) {
  std::optional<std::string> account;
  const Status done = database_.in_transaction([&]() -> Status {
    auto found = look(secret, now);
    if (!found) return found.error();
    account = *found;
    return account ? drop(*account) : Status(model::Done{});
  });
  if (!done.ok()) return done.error();
  return account;
}

Status Links::drop(std::string_view account) {
  return database_.run("DELETE FROM link WHERE account = ?1", {std::string(account)});
}

Status ReadTokens::make(std::string_view secret, std::string_view account, Instant expires) {
  return database_.run(
      "INSERT OR REPLACE INTO read_token(account, hash, expires_ms) "
      "VALUES(?1, ?2, ?3)",
      {std::string(account), sha256_hex(secret), expires.ms});
}

Result<std::optional<std::string>> ReadTokens::find(std::string_view secret, Instant now) const {
  std::optional<std::string> account;
  const Status read = database_.each(
      "SELECT account FROM read_token JOIN account ON account.id = read_token.account "
      "WHERE hash = ?1 AND expires_ms > ?2 AND disabled = 0",
      {sha256_hex(secret), now.ms}, [&](const SqlRow& row) { account = row.text(0); });
  if (!read.ok()) return read.error();
  return account;
}

Result<bool> ReadTokens::drop(std::string_view account) {
  bool has_changed = false;
  const Status done = database_.in_transaction([&]() -> Status {
    Status gone =
        database_.run("DELETE FROM read_token WHERE account = ?1", {std::string(account)});
    has_changed = database_.changes() > 0;
    return gone;
  });
  if (!done.ok()) return done.error();
  return has_changed;
}

}  // namespace ioc::storage
