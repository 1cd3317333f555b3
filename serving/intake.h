// POST /api/v1/events: what units send, checked whole and answered when it is safe.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "model/intake.h"
#include "serving/intake_limiter.h"
#include "serving/route.h"
#include "serving/server.h"

namespace ioc::serving {

// Role: the way from a request to the door of the log, and the words that come back.
// Invariants: I1 nothing of a request is sent when one of its events has a fault. I2 202 is said
//   only after all of its events are acknowledged. I3 no token stands in an answer.
// Threads: any.
class IntakeDesk {
 public:
  // `doors` outlives it.
  explicit IntakeDesk(const ServerDoors& doors);

  // Who sends, whether they may, and how: all that the header tells, before the body is read. Sets
  // `request.sender`. An answer: it is refused.
  std::optional<Answer> admit(Request& request);
  // Of an admitted request.
  Outcome take(const Request& request);
  // Checks and shows what would be sent; sends nothing.
  Answer preview(const Request& request);

  // What a unit sends counts together, by token or from the desk. Seconds to wait; 0: taken.
  std::int64_t take_request(model::UnitIndex unit) {
    return limiter_.take_request(unit, doors_.now());
  }
  std::int64_t take_events(model::UnitIndex unit, std::size_t count) {
    return limiter_.take_events(unit, count, doors_.now());
  }

 private:
  struct Asked;  // an admitted request, read
  std::optional<Answer> find_fault(Request& request);
  Asked read(const Request& request) const;
  Answer refuse(const model::IntakeCheck& checked) const;
  Answer counted(Answer answer) const;

  const ServerDoors& doors_;
  IntakeLimiter limiter_;
};

}  // namespace ioc::serving
