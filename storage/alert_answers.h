// What people did about alerts: who saw to which, and what they wrote. Only added to.
#pragma once

#include <vector>

#include "model/alert.h"
#include "model/result.h"
#include "model/time.h"
#include "storage/sqlite.h"

namespace ioc::storage {

// Role: the table of answers to alerts. Threads: any, as the database. Errors: `io`.
class AlertAnswers {
 public:
  explicit AlertAnswers(SqlDatabase& database) : database_(database) {}

  model::Status add(const model::AlertAnswer& answer);
  // Of alerts that fired then or later, in the order they were added.
  model::Result<std::vector<model::AlertAnswer>> since(model::Instant fired) const;

 private:
  SqlDatabase& database_;
};

}  // namespace ioc::storage
