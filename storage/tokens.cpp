// Tokens in SQL (storage/tokens.h).
#include "storage/tokens.h"

#include "model/limits.h"
#include "storage/grant_text.h"
#include "storage/sha256.h"

namespace ioc::storage {

using model::Instant;
using model::Result;
using model::Status;

namespace {

// Of a row that begins with id, unit, streams.
model::TokenScope scope_of(const SqlRow& row) {
  return {row.text(0), row.text(1), split_ids(row.text(2), ' ')};
}

}  // namespace

Status Tokens::add(std::string_view secret, const Token& token) {
  return database_.in_transaction([&]() -> Status {
    bool is_there = false;
    Status read = database_.each("SELECT 1 FROM token WHERE id = ?1", {token.scope.id},
                                 [&](const SqlRow&) { is_there = true; });
    if (!read.ok()) return read;
    if (is_there) {
      return model::Error{model::ErrorCode::usage,
                          "there is such a token already; tokens keep their names when revoked",
                          token.scope.id};
    }
    return database_.run(
        "INSERT INTO token(id, hash, unit, streams, created_ms, expires_ms, kind) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        {token.scope.id, sha256_hex(secret), token.scope.unit, join_ids(token.scope.streams, ' '),
         token.created.ms, token.expires.ms, std::string(model::name_of(token.kind))});
  });
}

Result<std::optional<model::TokenScope>> Tokens::find(std::string_view secret, Instant now) const {
  std::optional<model::TokenScope> found;
  const Status read = database_.each(
      "SELECT id, unit, streams FROM token "
      "WHERE hash = ?1 AND kind = 'events' AND expires_ms > ?2 AND revoked_ms IS NULL",
      {sha256_hex(secret), now.ms}, [&](const SqlRow& row) { found = scope_of(row); });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::optional<model::TokenScope>> Tokens::open_screen(std::string_view link,
                                                             std::string_view cookie, Instant now) {
  std::optional<model::TokenScope> found;
  const Status done = database_.in_transaction([&]() -> Status {
    Status read = database_.each(
        "SELECT id, unit, streams FROM token WHERE hash = ?1 AND kind = 'screen' AND "
        "opened_ms IS NULL AND revoked_ms IS NULL AND expires_ms > ?2 AND created_ms > ?3",
        {sha256_hex(link), now.ms, now.ms - model::kLinkMs},
        [&](const SqlRow& row) { found = scope_of(row); });
    if (!read.ok() || !found) return read;
    return database_.run("UPDATE token SET hash = ?2, opened_ms = ?3 WHERE id = ?1",
                         {found->id, sha256_hex(cookie), now.ms});
  });
  if (!done.ok()) return done.error();
  return found;
}

Result<std::optional<Screen>> Tokens::screen(std::string_view cookie, Instant now) const {
  std::optional<Screen> found;
  const Status read = database_.each(
      "SELECT id, unit, streams, revoked_ms IS NULL AND expires_ms > ?2 FROM token "
      "WHERE hash = ?1 AND kind = 'screen' AND opened_ms IS NOT NULL",
      {sha256_hex(cookie), now.ms}, [&](const SqlRow& row) {
        found = Screen{scope_of(row), row.number(3) != 0};
      });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::vector<Token>> Tokens::all() const {
  std::vector<Token> tokens;
  const Status read = database_.each(
      "SELECT id, unit, streams, created_ms, expires_ms, revoked_ms, kind, opened_ms FROM token "
      "ORDER BY id",
      {}, [&](const SqlRow& row) {
        Token token;
        token.scope = scope_of(row);
        token.created = Instant{row.number(3)};
        token.expires = Instant{row.number(4)};
        if (!row.is_null(5)) token.revoked = Instant{row.number(5)};
        if (row.text(6) == model::name_of(model::TokenKind::screen)) {
          token.kind = model::TokenKind::screen;
        }
        if (!row.is_null(7)) token.opened = Instant{row.number(7)};
        tokens.push_back(std::move(token));
      });
  if (!read.ok()) return read.error();
  return tokens;
}

Result<bool> Tokens::revoke(std::string_view id, Instant now) {
  bool has_changed = false;
  const Status done = database_.in_transaction([&]() -> Status {
    Status revoked =
        database_.run("UPDATE token SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL",
                      {std::string(id), now.ms});
    has_changed = database_.changes() > 0;
    return revoked;
  });
  if (!done.ok()) return done.error();
  return has_changed;
}

}  // namespace ioc::storage
