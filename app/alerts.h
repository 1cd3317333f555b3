// Alerts on the engine's thread: looked at, kept with the commit, shown when it is durable.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/plan.h"
#include "model/query.h"
#include "processing/alerts.h"
#include "serving/alert_desk.h"
#include "storage/store.h"

namespace ioc::app {

// Role: between the book, which decides, the store, which remembers, and the desk, which tells.
// Invariants: L1 nothing is told of that is not durable. L2 what was told to whom is durable a
//   commit later; after a crash between the two it is told again, with the same key.
// Threads: the engine's, but for the desk it writes to.
class Alerts {
 public:
  // Errors: those of the store, and `internal` for a damaged record. All outlive it.
  static model::Result<std::unique_ptr<Alerts>> load(const model::Plan& plan,
                                                     const storage::Store& store,
                                                     serving::AlertDesk& desk);

  // Up to which line of the journal a receiver was told. One that was never named before begins at
  // the end. Before the engine's thread runs.
  std::uint64_t told_below(const std::string& receiver);

  // As of a clock that stands for the end of the log; once a second or so.
  void look(std::span<const model::TargetStanding> standings,
            std::span<const std::int64_t> newest_ms, model::Instant at);
  // Whether the next commit has anything to keep.
  bool has_news();
  void save(storage::Store& store);
  void committed();

 private:
  Alerts(const model::Plan& plan, serving::AlertDesk& desk) : book_(plan), desk_(&desk) {}

  processing::AlertBook book_;
  serving::AlertDesk* desk_;
  std::vector<model::Alert> kept_;  // as last committed
  std::uint64_t next_number_ = 1;
  std::map<std::string, std::uint64_t> receivers_;  // the line each began behind
  bool has_new_receivers_ = false;
  bool has_changed_ = false;                 // what is kept, by the last look
  std::vector<model::AlertChange> changes_;  // since the last commit
  std::vector<model::AlertChange> told_;     // likewise
};

}  // namespace ioc::app
