// Refused events as the units that sent them are shown them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "model/result.h"
#include "model/time.h"

namespace ioc::model {

// One thing that is wrong with an event.
struct RefusedFault {
  std::string reason;  // as in Reason
  std::string field;   // name of a field or an attribute; empty: the event as a whole
  std::string found;   // what stands there, cut to kIntakeQuoteBytesMax; empty: nothing
};

struct RefusedEvent {
  std::string stream;           // its id
  std::string unit;             // its code; empty: none that the catalogue knows can be read
  std::string system;           // the event's source; empty: cannot be read
  std::string id;               // likewise
  std::string reason;           // why it was refused, as in Reason
  Instant at;                   // when
  std::int32_t partition = -1;  // where it lies in the stream's topic
  std::int64_t offset = -1;
  std::vector<RefusedFault> faults;  // all there are by the catalogue of now
  bool passes_now = false;           // by which it would be taken: it can be sent again as it is
};

// The newest of them, within the bounds of model/limits.h, the newest first.
struct RefusedEvents {
  Instant as_of;
  std::vector<RefusedEvent> events;
};

// Does not wait; answers once, from any thread. Errors: `unavailable`, those of reading a log.
using RefusedAnswer = std::function<void(Result<std::shared_ptr<const RefusedEvents>>)>;
using AskRefused = std::function<void(RefusedAnswer)>;

}  // namespace ioc::model
