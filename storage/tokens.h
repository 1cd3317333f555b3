// Tokens: what the units' own systems send events with, and what walls see figures with. Of a
// token's text only SHA-256 is kept.
//
// A screen's token has two texts, one after the other: that of the link that opens the screen, good
// once, and that of the cookie the screen is given in its place.
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
  model::TokenKind kind = model::TokenKind::events;
  std::optional<model::Instant> opened = {};  // of a screen: its link was used
};

// A screen by its cookie.
struct Screen {
  model::TokenScope scope;
  bool is_good = false;  // neither revoked nor too old
};

// Role: the table of tokens. Threads: any, as the database.
// Errors: `io`; `usage` for an id that is there already.
class Tokens {
 public:
  explicit Tokens(SqlDatabase& database) : database_(database) {}

  model::Status add(std::string_view secret, const Token& token);
  // Of those that events are sent with; none for one that is unknown, revoked, or too old at `now`.
  model::Result<std::optional<model::TokenScope>> find(std::string_view secret,
                                                       model::Instant now) const;
  // Uses up a screen's link: from now on it is known by `cookie`. None for a link that is unknown
  // or used, of a token that is revoked or too old at `now`, or older than kLinkMs.
  model::Result<std::optional<model::TokenScope>> open_screen(std::string_view link,
                                                              std::string_view cookie,
                                                              model::Instant now);
  // None when no screen was ever given this cookie.
  model::Result<std::optional<Screen>> screen(std::string_view cookie, model::Instant now) const;
  model::Result<std::vector<Token>> all() const;  // by id
  // False when there is none of this id that was not revoked before.
  model::Result<bool> revoke(std::string_view id, model::Instant now);

 private:
  SqlDatabase& database_;
};

}  // namespace ioc::storage
