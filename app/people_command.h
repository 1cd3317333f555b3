// `account …`, `token …` and `audit …`: people as the machine's administrator keeps them, beside a
// running service or without one.
#pragma once

#include <atomic>
#include <string>
#include <vector>

namespace ioc::app {

struct PeopleOptions {
  std::string config;
  std::string id;                    // of the account or the token
  std::string name;                  // of the person
  std::vector<std::string> grants;   // ROLE@UNIT or ROLE@UNIT:STREAM+STREAM
  std::string file;                  // CSV to import
  std::string unit;                  // of a token
  std::vector<std::string> streams;  // likewise
  int days = 365;                    // likewise, and of one to read with
  bool screen = false;               // the token is a wall's
  bool revoke = false;               // ends what an account is read with
  std::string url;                   // what links begin with; empty: where the service listens
  std::size_t limit = 100;           // of `audit list`
  bool without_heads = false;        // `audit verify` does not ask Kafka
  bool json = false;
};

// Exit codes: 0, 2 for what is asked wrongly, 74, 78; no password is ever taken or told.
int add_account(const PeopleOptions& options);
int list_accounts(const PeopleOptions& options);
int disable_account(const PeopleOptions& options);
int enable_account(const PeopleOptions& options);
int reset_account(const PeopleOptions& options);
int grant_account(const PeopleOptions& options);
// All or nothing; every fault with its place.
int import_accounts(const PeopleOptions& options);
int list_sessions(const PeopleOptions& options);
// What programs read with in the account's name, told once; or ends it.
int make_account_token(const PeopleOptions& options);

int add_token(const PeopleOptions& options);
int list_tokens(const PeopleOptions& options);
int revoke_token(const PeopleOptions& options);

int list_audit(const PeopleOptions& options);
// Exit code 1 when a record was altered, removed, put in or cut off; 69 when Kafka is away.
int verify_audit(const PeopleOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
