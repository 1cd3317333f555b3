// The registers of problems and of comments on regulations, in the database of what people enter.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "model/register.h"
#include "storage/sqlite.h"

namespace ioc::storage {

// Role: keeps entries. Invariants: G1 an entry is never removed, and what was raised (who, when,
// which text, whose answer it waits for) never changes: the database itself refuses.
// Threads: any. Errors: those of SqlDatabase; `usage` when a bound is reached; `check_failed` when
// the entry stands otherwise.
class RegisterStore {
 public:
  // The database outlives it.
  static model::Result<std::unique_ptr<RegisterStore>> open(SqlDatabase& database);

  // Its number.
  model::Result<std::int64_t> add(const model::RegisterEntry& entry);
  model::Result<std::optional<model::RegisterEntry>> find(std::int64_t number);
  // The newest first.
  model::Result<std::vector<model::RegisterEntry>> all();

  model::Status answer(std::int64_t number, const std::string& text, const std::string& by,
                       const std::string& name, model::Instant at);
  model::Status set_state(std::int64_t number, model::EntryState from, model::EntryState to);

 private:
  explicit RegisterStore(SqlDatabase& database) : database_(database) {}

  SqlDatabase& database_;
};

}  // namespace ioc::storage
