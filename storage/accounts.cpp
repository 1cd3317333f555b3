// Accounts in SQL (storage/accounts.h).
#include "storage/accounts.h"

#include <algorithm>

#include "storage/grant_text.h"

namespace ioc::storage {

using model::Error;
using model::ErrorCode;
using model::Result;
using model::Status;

namespace {

constexpr std::string_view kAccountColumns = "id, name, password, disabled, created_ms";

Account account_of(const SqlRow& row) {
  return {.id = row.text(0),
          .name = row.text(1),
          .password = row.text(2),
          .is_disabled = row.number(3) != 0,
          .created = {row.number(4)},
          .grants = {}};
}

}  // namespace

bool is_account_id(std::string_view text) {
  constexpr std::size_t kLengthMax = 64;
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  return !text.empty() && text.size() <= kLengthMax && is_plain(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_plain(c) || c == '.' || c == '_' || c == '-' || c == '@';
         });
}

Result<std::optional<Account>> Accounts::find(std::string_view id) const {
  std::optional<Account> found;
  Status read =
      database_.each("SELECT " + std::string(kAccountColumns) + " FROM account WHERE id = ?1",
                     {std::string(id)}, [&](const SqlRow& row) { found = account_of(row); });
  if (read.ok() && found) {
    read = database_.each(
        "SELECT role, unit, streams FROM grant_of WHERE account = ?1 ORDER BY rowid",
        {std::string(id)}, [&](const SqlRow& row) {
          if (const auto role = role_of(row.text(0))) {
            found->grants.push_back({*role, row.text(1), split_ids(row.text(2), ' ')});
          }
        });
  }
  if (!read.ok()) return read.error();
  return found;
}

Result<std::vector<Account>> Accounts::all() const {
  std::vector<Account> accounts;
  Status read =
      database_.each("SELECT " + std::string(kAccountColumns) + " FROM account ORDER BY id", {},
                     [&](const SqlRow& row) { accounts.push_back(account_of(row)); });
  if (!read.ok()) return read.error();
  for (Account& account : accounts) {
    auto whole = find(account.id);
    if (!whole) return whole.error();
    if (*whole) account = **std::move(whole);
  }
  return accounts;
}

Status Accounts::add(const Account& account) {
  return database_.in_transaction([&]() -> Status {
    auto there = find(account.id);
    if (!there) return there.error();
    if (*there) return Error{ErrorCode::usage, "there is such an account already", account.id};
    if (Status added =
            database_.run("INSERT INTO account(id, name, password, disabled, created_ms) "
                          "VALUES(?1, ?2, ?3, ?4, ?5)",
                          {account.id, account.name,
                           account.password.empty() ? SqlValue() : SqlValue(account.password),
                           std::int64_t{account.is_disabled}, account.created.ms});
        !added.ok()) {
      return added;
    }
    return set_grants(account.id, account.grants);
  });
}

Status Accounts::must_have_changed(std::string_view id) const {
  if (database_.changes() > 0) return model::Done{};
  return Error{ErrorCode::usage, "there is no such account", std::string(id)};
}

Status Accounts::set_password(std::string_view id, std::string_view password) {
  return database_.in_transaction([&]() -> Status {
    const SqlValue value = password.empty() ? SqlValue() : SqlValue(std::string(password));
    Status set =
        database_.run("UPDATE account SET password = ?2 WHERE id = ?1", {std::string(id), value});
    return set.ok() ? must_have_changed(id) : set;
  });
}

Status Accounts::set_disabled(std::string_view id, bool is_disabled) {
  return database_.in_transaction([&]() -> Status {
    Status set = database_.run("UPDATE account SET disabled = ?2 WHERE id = ?1",
                               {std::string(id), std::int64_t{is_disabled}});
    return set.ok() ? must_have_changed(id) : set;
  });
}

Status Accounts::set_grants(std::string_view id, const std::vector<model::Grant>& grants) {
  return database_.in_transaction([&]() -> Status {
    Status done = database_.run("UPDATE account SET name = name WHERE id = ?1", {std::string(id)});
    if (done.ok()) done = must_have_changed(id);
    if (done.ok())
      done = database_.run("DELETE FROM grant_of WHERE account = ?1", {std::string(id)});
    if (done.ok()) done = drop_change(id);
    for (const model::Grant& grant : grants) {
      if (!done.ok()) return done;
      done =
          database_.run("INSERT INTO grant_of(account, role, unit, streams) VALUES(?1, ?2, ?3, ?4)",
                        {std::string(id), std::string(name_of(grant.role)), grant.unit,
                         join_ids(grant.streams, ' ')});
    }
    return done;
  });
}

Status Accounts::ask_grants(const GrantChange& change) {
  return database_.run(
      "INSERT OR REPLACE INTO grant_change(account, grants, asked_by, asked_ms) "
      "VALUES(?1, ?2, ?3, ?4)",
      {change.account, write_grants(change.grants), change.asked_by, change.asked.ms});
}

Status Accounts::drop_change(std::string_view account) {
  return database_.run("DELETE FROM grant_change WHERE account = ?1", {std::string(account)});
}

Result<std::vector<GrantChange>> Accounts::changes() const {
  std::vector<GrantChange> found;
  std::optional<Error> damaged;
  Status read = database_.each(
      "SELECT account, grants, asked_by, asked_ms FROM grant_change ORDER BY asked_ms", {},
      [&](const SqlRow& row) {
        auto grants = read_grants(row.text(1));
        if (!grants) damaged = grants.error();
        if (grants) found.push_back({row.text(0), *grants, row.text(2), {row.number(3)}});
      });
  if (!read.ok()) return read.error();
  if (damaged) return *damaged;
  return found;
}

}  // namespace ioc::storage
