// Identities in SQL (storage/identities.h).
#include "storage/identities.h"

namespace ioc::storage {

using model::Result;
using model::Status;

namespace {

Result<std::optional<Identity>> found(SqlDatabase& database, std::string_view where,
                                      SqlDatabase::Values values) {
  std::optional<Identity> identity;
  const Status read =
      database.each("SELECT account, issuer, subject FROM identity WHERE " + std::string(where),
                    values, [&](const SqlRow& row) {
                      identity = {row.text(0), row.text(1), row.text(2)};
                    });
  if (!read.ok()) return read.error();
  return identity;
}

}  // namespace

Result<std::optional<Identity>> Identities::of_account(std::string_view account) const {
  return found(database_, "account = ?1", {std::string(account)});
}

Result<std::optional<Identity>> Identities::of_subject(std::string_view issuer,
                                                       std::string_view subject) const {
  return found(database_, "issuer = ?1 AND subject = ?2",
               {std::string(issuer), std::string(subject)});
}

Status Identities::bind(const Identity& identity, model::Instant now) {
  return database_.run(
      "INSERT INTO identity(account, issuer, subject, bound_ms) VALUES(?1, ?2, ?3, ?4)",
      {identity.account, identity.issuer, identity.subject, now.ms});
}

Status Identities::drop(std::string_view account) {
  return database_.run("DELETE FROM identity WHERE account = ?1", {std::string(account)});
}

}  // namespace ioc::storage
