// The database of people: accounts, identities, sessions, links, tokens, what they wrote about
// alerts, and the audit log, in one file (`people.db` of the state directory), so that a change and
// its record are one transaction.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "model/result.h"
#include "storage/accounts.h"
#include "storage/alert_answers.h"
#include "storage/audit.h"
#include "storage/identities.h"
#include "storage/sessions.h"
#include "storage/sqlite.h"
#include "storage/tokens.h"

namespace ioc::storage {

// Role: owns the file and the doors to its tables.
// Threads: any. The command line may work on it beside the service.
class People {
 public:
  // Makes the folder and the file when they are not there. Errors: `io`, `config`.
  static model::Result<std::unique_ptr<People>> open(const std::string& state_dir);
  // To look only, beside a service too: nothing is made, written or brought up to date. Null: there
  // is no file. Errors: `io`, also where the folder may not be looked into; `config` when another
  // version of the program has written it.
  static model::Result<std::unique_ptr<People>> open_to_read(const std::string& state_dir);

  SqlDatabase& database() { return *database_; }
  Accounts accounts;
  Identities identities;
  Sessions sessions;
  Links links;
  ReadTokens read_tokens;
  Tokens tokens;
  AlertAnswers alert_answers;
  Audit audit;

  // Does the work and appends the record, both or neither.
  model::Status change(const AuditRecord& record, const std::function<model::Status()>& work);

 private:
  explicit People(std::unique_ptr<SqlDatabase> database);
  static model::Result<std::unique_ptr<People>> of(std::unique_ptr<SqlDatabase> database);

  std::unique_ptr<SqlDatabase> database_;
};

}  // namespace ioc::storage
