// Tokens: what the units' own systems send events with. Of a token's text only SHA-256 is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/people.h"
#include "model/result.h"
#include "model/time.h"
#include "storage/sqlite.h"

namespace ioc::storage {

struct Token {
  model::TokenScope scope;
  model::Instant created;
  model::Instant expires;
  std::optional<model::Instant> revoked;
};

// Role: the table of tokens. Threads: any, as the database.
// Errors: `io`; `usage` for an id that is there already.
class Tokens {
 public:
  explicit Tokens(SqlDatabase& database) : database_(database) {}

  model::Status add(std::string_view secret, const Token& token);
  // None for one that is unknown, revoked, or too old at `now`.
  model::Result<std::optional<model::TokenScope>> find(std::string_view secret,
                                                       model::Instant now) const;
  model::Result<std::vector<Token>> all() const;  // by id
  // False when there is none of this id that was not revoked before.
  model::Result<bool> revoke(std::string_view id, model::Instant now);

 private:
  SqlDatabase& database_;
};

}  // namespace ioc::storage
