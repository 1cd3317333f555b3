// Registers in SQL (storage/register_store.h).
#include "storage/register_store.h"

#include <fmt/core.h>

#include <array>

#include "model/limits.h"

namespace ioc::storage {

using model::Done;
using model::EntryState;
using model::Error;
using model::ErrorCode;
using model::Register;
using model::RegisterEntry;
using model::Result;
using model::Status;

namespace {

constexpr std::array<std::string_view, 1> kRegisterSteps = {R"sql(
CREATE TABLE register_entry(number INTEGER PRIMARY KEY AUTOINCREMENT, register TEXT NOT NULL,
  unit TEXT NOT NULL, owner TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
  due_day INTEGER NOT NULL, by TEXT NOT NULL, name TEXT NOT NULL, at_ms INTEGER NOT NULL,
  answer TEXT NOT NULL DEFAULT '', answered_by TEXT NOT NULL DEFAULT '',
  answered_name TEXT NOT NULL DEFAULT '', answered_ms INTEGER,
  state TEXT NOT NULL DEFAULT 'open') STRICT;
CREATE INDEX register_entry_of_unit ON register_entry(unit, state);
CREATE TRIGGER register_entry_stays BEFORE UPDATE OF number, register, unit, owner, title, text,
  due_day, by, name, at_ms ON register_entry
  BEGIN SELECT RAISE(ABORT, 'what was raised stays as it was raised'); END;
CREATE TRIGGER register_entry_remains BEFORE DELETE ON register_entry
  BEGIN SELECT RAISE(ABORT, 'an entry of a register is never removed'); END;
)sql"};

constexpr std::string_view kSelectEntries =
    "SELECT number, register, unit, owner, title, text, due_day, by, name, at_ms, answer, "
    "answered_by, answered_name, answered_ms, state FROM register_entry";

RegisterEntry entry_of(const SqlRow& row) {
  RegisterEntry entry;
  entry.number = row.number(0);
  entry.of =
      row.text(1) == name_of(Register::problems) ? Register::problems : Register::regulations;
  entry.unit = row.text(2);
  entry.owner = row.text(3);
  entry.title = row.text(4);
  entry.text = row.text(5);
  entry.due = static_cast<model::CivilDay>(row.number(6));
  entry.by = row.text(7);
  entry.name = row.text(8);
  entry.at = {row.number(9)};
  entry.answer = row.text(10);
  entry.answered_by = row.text(11);
  entry.answered_name = row.text(12);
  if (!row.is_null(13)) entry.answered_at = model::Instant{row.number(13)};
  const std::string state = row.text(14);
  entry.state = state == name_of(EntryState::open)       ? EntryState::open
                : state == name_of(EntryState::answered) ? EntryState::answered
                                                         : EntryState::closed;
  return entry;
}

Error stands_otherwise(std::int64_t number) {
  return {ErrorCode::check_failed,
          "it stands otherwise by now: look at it again before changing it",
          fmt::format("entry {}", number)};
}

}  // namespace

Result<std::unique_ptr<RegisterStore>> RegisterStore::open(SqlDatabase& database) {
  const Status ready = database.migrate("registers", kRegisterSteps);
  if (!ready.ok()) return ready.error();
  return std::unique_ptr<RegisterStore>(new RegisterStore(database));
}

Result<std::int64_t> RegisterStore::add(const RegisterEntry& entry) {
  std::int64_t number = 0;
  const Status added = database_.in_transaction([&]() -> Status {
    std::int64_t open = 0;
    Status done =
        database_.each("SELECT count(*) FROM register_entry WHERE unit = ?1 AND state = 'open'",
                       {entry.unit}, [&](const SqlRow& row) { open = row.number(0); });
    if (!done.ok()) return done;
    if (open >= static_cast<std::int64_t>(model::kRegisterOpenMax)) {
      return Error{ErrorCode::usage,
                   fmt::format("the unit has {} entries that wait for an answer; close some first",
                               model::kRegisterOpenMax),
                   entry.unit};
    }
    done = database_.run(
        "INSERT INTO register_entry(register, unit, owner, title, text, due_day, by, name, at_ms) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        {std::string(name_of(entry.of)), entry.unit, entry.owner, entry.title, entry.text,
         std::int64_t{entry.due}, entry.by, entry.name, entry.at.ms});
    number = database_.last_id();
    return done;
  });
  if (!added.ok()) return added.error();
  return number;
}

Result<std::optional<RegisterEntry>> RegisterStore::find(std::int64_t number) {
  std::optional<RegisterEntry> found;
  const Status read = database_.each(std::string(kSelectEntries) + " WHERE number = ?1", {number},
                                     [&](const SqlRow& row) { found = entry_of(row); });
  if (!read.ok()) return read.error();
  return found;
}

Result<std::vector<RegisterEntry>> RegisterStore::all() {
  std::vector<RegisterEntry> entries;
  const Status read = database_.each(std::string(kSelectEntries) + " ORDER BY number DESC", {},
                                     [&](const SqlRow& row) { entries.push_back(entry_of(row)); });
  if (!read.ok()) return read.error();
  return entries;
}

Status RegisterStore::answer(std::int64_t number, const std::string& text, const std::string& by,
                             const std::string& name, model::Instant at) {
  return database_.in_transaction([&]() -> Status {
    Status done = database_.run(
        "UPDATE register_entry SET answer = ?2, answered_by = ?3, answered_name = ?4, "
        "answered_ms = ?5, state = 'answered' WHERE number = ?1 AND state <> 'closed'",
        {number, text, by, name, at.ms});
    if (done.ok() && database_.changes() == 0) return stands_otherwise(number);
    return done;
  });
}

Status RegisterStore::set_state(std::int64_t number, EntryState from, EntryState to) {
  return database_.in_transaction([&]() -> Status {
    Status done =
        database_.run("UPDATE register_entry SET state = ?3 WHERE number = ?1 AND state = ?2",
                      {number, std::string(name_of(from)), std::string(name_of(to))});
    if (done.ok() && database_.changes() == 0) return stands_otherwise(number);
    return done;
  });
}

}  // namespace ioc::storage
