// Which person of an OpenID provider an account is: bound at the first sign-in through it, so that
// a name given to somebody else later opens nobody's account.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/result.h"
#include "model/time.h"
#include "storage/sqlite.h"

namespace ioc::storage {

struct Identity {
  std::string account;
  std::string issuer;
  std::string subject;  // the issuer's own name for the person, for good
  bool operator==(const Identity&) const = default;
};

// Role: the table of identities: one for an account, one account for each.
// Threads: any, as the database. Errors: `io`.
class Identities {
 public:
  explicit Identities(SqlDatabase& database) : database_(database) {}

  model::Result<std::optional<Identity>> of_account(std::string_view account) const;
  model::Result<std::optional<Identity>> of_subject(std::string_view issuer,
                                                    std::string_view subject) const;
  // Neither is bound yet.
  model::Status bind(const Identity& identity, model::Instant now);
  model::Status drop(std::string_view account);

 private:
  SqlDatabase& database_;
};

}  // namespace ioc::storage
