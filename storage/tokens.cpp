// Tokens in SQL (storage/tokens.h).
#include "storage/tokens.h"

#include "storage/grant_text.h"
#include "storage/sha256.h"

namespace ioc::storage {

using model::Instant;
using model::Result;
using model::Status;

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
        "INSERT INTO token(id, hash, unit, streams, created_ms, expires_ms) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
        {token.scope.id, sha256_hex(secret), token.scope.unit, join_ids(token.scope.streams, ' '),
         token.created.ms, token.expires.ms});
  });
}

Result<std::optional<model::TokenScope>> Tokens::find(std::string_view secret, Instant now) const {
  std::optional<model::TokenScope> found;
  const Status read = database_.each(
      "SELECT id, unit, streams FROM token "
      "WHERE hash = ?1 AND expires_ms > ?2 AND revoked_ms IS NULL",
      {sha256_hex(secret), now.ms}, [&](const SqlRow& row) {
        found = model::TokenScope{row.text(0), row.text(1), split_ids(row.text(2), ' ')};
      });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::vector<Token>> Tokens::all() const {
  std::vector<Token> tokens;
  const Status read = database_.each(
      "SELECT id, unit, streams, created_ms, expires_ms, revoked_ms FROM token ORDER BY id", {},
      [&](const SqlRow& row) {
        Token token{{row.text(0), row.text(1), split_ids(row.text(2), ' ')},
                    {row.number(3)},
                    {row.number(4)},
                    {}};
        if (!row.is_null(5)) token.revoked = Instant{row.number(5)};
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
