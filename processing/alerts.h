// Which alerts there are: a pure function of what was seen at each look.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model/alert.h"
#include "model/plan.h"

namespace ioc::processing {

// Role: follows what alerts warn of through its times. What is so becomes pending; when it has been
// so for the alert's `for`, it fires; when it has not been so for the alert's `clear`, it is
// resolved and forgotten. What ends while it is pending is forgotten without a word, and what comes
// back before it is resolved goes on.
// Invariants: A1 of one alert in one unit, firing and resolving take turns, beginning with firing.
//   A2 an alert is told as of the look that decided it: with looks a second apart, up to a second
//   late.
// Threads: one at a time.
class AlertBook {
 public:
  // The plan outlives the book.
  explicit AlertBook(const model::Plan& plan) : plan_(&plan) {}

  // What was known before; alerts that the plan no longer has are resolved by the next look.
  void restore(std::vector<model::Alert> alerts);

  // Looks at all of it at an instant that never falls. `standings`: of every target that was
  // judged. `newest_ms`: by stream, the time of its newest event, INT64_MIN before the first (of
  // such a stream nothing is said). Gives what fired and what was resolved, by alert and unit;
  // their numbers are the caller's.
  std::vector<model::AlertChange> look(std::span<const model::TargetStanding> standings,
                                       std::span<const std::int64_t> newest_ms, model::Instant at);

  // By alert and unit.
  std::vector<model::Alert> alerts() const;

 private:
  using Place = std::pair<std::string, std::string>;  // alert, unit
  std::map<Place, model::AlertSight> warnings(std::span<const model::TargetStanding> standings,
                                              std::span<const std::int64_t> newest_ms,
                                              model::Instant at) const;
  std::int64_t silence_ms(std::int64_t newest_ms, model::Instant at) const;

  const model::Plan* plan_;
  std::map<Place, model::Alert> alerts_;
};

}  // namespace ioc::processing
