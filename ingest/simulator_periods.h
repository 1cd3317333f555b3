// LRIS's reporting periods: that of a month ends on the 14th, and what it asks for is due on the
// 17th at 17:00 (no rule found; each slot brings its own due time).
#pragma once

#include <string>

#include "model/time.h"

namespace ioc::ingest {

// The period of a month, "2020-10".
struct Period {
  std::string name;
  model::Instant opens;  // the first of the month: its slots are laid out
  model::Instant due;
  model::Instant next;  // when the next one opens
};

// The period that opened last, at or before an instant.
Period period_of(model::Instant t);
// The last one that was due before an instant.
Period period_due_before(model::Instant t);

}  // namespace ioc::ingest
