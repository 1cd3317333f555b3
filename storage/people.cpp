// The tables of people (storage/people.h).
#include "storage/people.h"

#include <array>
#include <filesystem>

namespace ioc::storage {

using model::Status;

namespace {

constexpr std::array<std::string_view, 4> kPeopleSteps = {
    R"(
CREATE TABLE account(
  id TEXT PRIMARY KEY, name TEXT NOT NULL, password TEXT,
  disabled INTEGER NOT NULL, created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE grant_of(
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  role TEXT NOT NULL, unit TEXT NOT NULL, streams TEXT NOT NULL) STRICT;
CREATE INDEX grant_of_account ON grant_of(account);
CREATE TABLE grant_change(
  account TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
  grants TEXT NOT NULL, asked_by TEXT NOT NULL, asked_ms INTEGER NOT NULL) STRICT;
CREATE TABLE session(
  id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  begun_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL,
  peer TEXT NOT NULL, agent TEXT NOT NULL) STRICT;
CREATE INDEX session_account ON session(account);
CREATE TABLE link(
  hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account(id) ON DELETE CASCADE,
  expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE token(
  id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, unit TEXT NOT NULL, streams TEXT NOT NULL,
  created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL, revoked_ms INTEGER) STRICT;
CREATE TABLE audit(
  number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,
  object TEXT NOT NULL, detail TEXT NOT NULL, peer TEXT NOT NULL,
  previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
)",
    R"(
CREATE TABLE identity(
  account TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
  issuer TEXT NOT NULL, subject TEXT NOT NULL, bound_ms INTEGER NOT NULL,
  UNIQUE(issuer, subject)) STRICT;
ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT '';
)",
    R"(
ALTER TABLE token ADD COLUMN kind TEXT NOT NULL DEFAULT 'events';
ALTER TABLE token ADD COLUMN opened_ms INTEGER;
CREATE TABLE alert_answer(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  alert TEXT NOT NULL, unit TEXT NOT NULL, fired_ms INTEGER NOT NULL,
  act INTEGER NOT NULL, at_ms INTEGER NOT NULL, account TEXT NOT NULL, name TEXT NOT NULL,
  owner TEXT NOT NULL, owner_name TEXT NOT NULL, office TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE INDEX alert_answer_fired ON alert_answer(fired_ms);
CREATE TRIGGER alert_answer_stays BEFORE UPDATE ON alert_answer
  BEGIN SELECT RAISE(ABORT, 'what was written about an alert stays'); END;
)",
    R"(
CREATE TABLE read_token(
  account TEXT PRIMARY KEY REFERENCES account(id) ON DELETE CASCADE,
  hash TEXT NOT NULL UNIQUE, expires_ms INTEGER NOT NULL) STRICT;
)"};

std::string file_in(const std::string& state_dir) {
  return (std::filesystem::path(state_dir) / kPeopleFile).string();
}

}  // namespace

model::Result<std::unique_ptr<People>> People::open(const std::string& state_dir) {
  std::error_code fault;
  std::filesystem::create_directories(state_dir, fault);
  if (fault) {
    return model::Error{model::ErrorCode::io, "cannot be made: " + fault.message(), state_dir};
  }
  auto database = SqlDatabase::open(file_in(state_dir));
  if (!database) return database.error();
  return of(*std::move(database));
}

model::Result<std::unique_ptr<People>> People::open_to_read(const std::string& state_dir) {
  const std::string file = file_in(state_dir);
  std::error_code fault;
  const bool is_there = std::filesystem::exists(file, fault);
  if (fault) {
    return model::Error{model::ErrorCode::io, "cannot be looked at: " + fault.message(), file};
  }
  if (!is_there) return std::unique_ptr<People>();
  auto database = SqlDatabase::open_to_read(file);
  if (!database) return database.error();
  return of(*std::move(database));
}

model::Result<std::unique_ptr<People>> People::of(std::unique_ptr<SqlDatabase> database) {
  if (Status ready = database->migrate("people", kPeopleSteps); !ready.ok()) return ready.error();
  return std::unique_ptr<People>(new People(std::move(database)));
}

People::People(std::unique_ptr<SqlDatabase> database)
    : accounts(*database),
      identities(*database),
      sessions(*database),
      links(*database),
      read_tokens(*database),
      tokens(*database),
      alert_answers(*database),
      audit(*database),
      database_(std::move(database)) {}

Status People::change(const AuditRecord& record, const std::function<Status()>& work) {
  return database_->in_transaction([&]() -> Status {
    if (Status done = work(); !done.ok()) return done;
    return audit.append(record);
  });
}

}  // namespace ioc::storage
