// The registers: who may see, raise and answer what, kept with their records in the audit log.
#pragma once

#include <functional>
#include <memory>

#include "model/plan.h"
#include "model/register.h"
#include "storage/people.h"
#include "storage/register_store.h"

namespace ioc::app {

// Role: the doors of model::RegisterDoors. Invariants: E1 nobody is told of an entry, or changes
//   it, who may not see it: it is answered as one that is not there. E2 each change and its record
//   are one transaction.
// Threads: any.
class RegisterDesk {
 public:
  // All outlive it.
  static model::Result<std::unique_ptr<RegisterDesk>> open(const model::Plan& plan,
                                                           storage::People& people,
                                                           std::function<model::Instant()> now);
  model::RegisterDoors doors();

 private:
  RegisterDesk(const model::Plan& plan, storage::People& people,
               std::unique_ptr<storage::RegisterStore> store, std::function<model::Instant()> now)
      : plan_(plan), people_(people), store_(std::move(store)), now_(std::move(now)) {}

  model::Result<std::vector<model::ToldEntry>> list(const model::Viewer& viewer);
  model::Result<std::int64_t> add(const model::Viewer& viewer, const std::string& peer,
                                  model::RegisterEntry entry);
  model::Status change(const model::Viewer& viewer, const std::string& peer, std::int64_t number,
                       model::EntryVerb verb, const std::string& text);
  storage::AuditRecord record(const model::Viewer& viewer, const std::string& peer,
                              std::string_view act, std::string object, std::string detail) const;

  const model::Plan& plan_;
  storage::People& people_;
  const std::unique_ptr<storage::RegisterStore> store_;
  const std::function<model::Instant()> now_;
};

}  // namespace ioc::app
