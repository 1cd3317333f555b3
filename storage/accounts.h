// Who may sign in, and what they were granted.
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

struct Account {
  std::string id;  // small letters, digits and . _ - @
  std::string name;
  std::string password;  // as argon2id writes it; empty: none has been set yet
  bool is_disabled = false;
  model::Instant created;
  std::vector<model::Grant> grants;
};

// Grants that wait for a second administrator.
struct GrantChange {
  std::string account;
  std::vector<model::Grant> grants;  // what there shall be afterwards
  std::string asked_by;
  model::Instant asked;
};

// Whether this may be an account's id.
bool is_account_id(std::string_view text);

// Role: the tables of accounts, grants and waiting changes of grants.
// Threads: any, as the database. Errors: `io`; `usage` for an account that is there already or not.
class Accounts {
 public:
  explicit Accounts(SqlDatabase& database) : database_(database) {}

  model::Result<std::optional<Account>> find(std::string_view id) const;
  model::Result<std::vector<Account>> all() const;  // by id

  model::Status add(const Account& account);
  model::Status set_password(std::string_view id, std::string_view password);
  model::Status set_disabled(std::string_view id, bool is_disabled);
  // Takes the place of all grants and of a change that waits.
  model::Status set_grants(std::string_view id, const std::vector<model::Grant>& grants);

  // Takes the place of a change that waits already.
  model::Status ask_grants(const GrantChange& change);
  model::Status drop_change(std::string_view account);
  model::Result<std::vector<GrantChange>> changes() const;

 private:
  model::Status must_have_changed(std::string_view id) const;

  SqlDatabase& database_;
};

}  // namespace ioc::storage
