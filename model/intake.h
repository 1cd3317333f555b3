// What units send over HTTP on its way to the log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/result.h"
#include "model/state.h"
#include "model/units.h"

namespace ioc::model {

// How a body holds events.
enum class IntakeFormat : std::uint8_t {
  event,   // one CloudEvent in JSON
  batch,   // a JSON array of them
  lines,   // one a line
  binary,  // the body is `data`, the attributes stand beside it
  sheet,   // CSV: a line of column names, then an event a row
};

struct IntakeRequest {
  int stream = -1;             // number in Plan::streams
  UnitIndex unit = kNoUnit;    // events must be of it or of one below it
  bool is_unit_alone = false;  // of none below it
  IntakeFormat format = IntakeFormat::event;
  std::string_view body;
  // Of binary mode: the attributes by name, and what the body is.
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string content_type;
};

// An event that may be sent, as the record it becomes.
struct IntakeEvent {
  std::size_t line = 0;  // of the body, from 1; 0: it is not read by lines
  std::string key;       // the same for the same event, so that it meets its double
  std::string value;
  std::vector<OutboxHeader> headers;
};

// What is wrong with an event, and where.
struct IntakeFault {
  std::size_t event = 0;       // place in the request, from 0
  std::size_t line = 0;        // of the body, from 1; 0: it is not read by lines
  std::size_t column = 0;      // of a sheet, from 1; 0: not of one column
  std::string id;              // of the event, where it can be read
  std::string field;           // name of a field or an attribute; empty: the event as a whole
  std::string reason;          // as in model::Reason, or kForeignUnit
  std::string detail;          // for people: what stands there, and the cure
  std::string found = {};      // of one field: what stands there, cut; empty: nothing
  std::string detail_vi = {};  // of the sheet itself: `detail` in Vietnamese
};
inline constexpr std::string_view kForeignUnit = "foreign_unit";

struct IntakeCheck {
  bool too_many = false;            // more than kIntakeEventsMax: nothing else was looked at
  std::vector<IntakeEvent> events;  // those without fault, in their order
  std::vector<IntakeFault> faults;  // the first kIntakeFaultsMax
  std::size_t fault_count = 0;      // of all
  std::size_t faulty_events = 0;    // events with at least one
  bool is_foreign = false;          // one at least is of a unit that is not the token's
  Instant now;                      // that times were compared with
};

// Told once, from any thread: every event is acknowledged by all in-sync replicas, or why not all
// of them are. Then some of them may lie in the log all the same; the same events sent again are
// the same records.
using IntakeSent = std::function<void(Status)>;

// The way in. Both may be called from any thread; neither waits.
struct IntakeDoor {
  // As the reader of the stream will judge: what passes is not refused later, but for `too_late`.
  std::function<IntakeCheck(const IntakeRequest&)> check;
  std::function<void(int stream, IntakeCheck checked, IntakeSent sent)> send;
};

}  // namespace ioc::model
