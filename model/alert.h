// Alerts: what calls for help, where, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/query.h"
#include "model/time.h"

namespace ioc::model {

// What was seen when an alert was looked at.
struct AlertSight {
  TargetState state = TargetState::no_data;  // of a target
  std::string value;                         // of its figure, as JSON; empty: there is none
  std::optional<std::int64_t> days_left;
  std::int64_t silent_ms = 0;  // of a stream
  bool operator==(const AlertSight&) const = default;
};

// One alert in one unit, as long as anything is known of it.
struct Alert {
  std::string alert;                   // its id
  std::string unit;                    // a code; empty where the alert is of no unit
  Instant since;                       // what it warns of has been so since
  std::optional<Instant> fired;        // none: it is pending
  std::optional<Instant> quiet_since;  // what it warns of is no longer so since; none: it is
  AlertSight sight;                    // at the last look that changed anything
  bool operator==(const Alert&) const = default;
};

enum class AlertTurn : std::uint8_t { fired, resolved };
constexpr std::string_view name_of(AlertTurn turn) {
  return turn == AlertTurn::fired ? "fired" : "resolved";
}

// Who was told of a change, and when the answer came that it was taken.
struct AlertTold {
  std::string receiver;  // its address
  Instant at;
  bool operator==(const AlertTold&) const = default;
};

// One line of the journal.
struct AlertChange {
  std::uint64_t number = 0;  // from 1, without gaps
  AlertTurn turn = AlertTurn::fired;
  Instant at;
  Alert alert;  // as it was then
  std::vector<AlertTold> told;
  bool operator==(const AlertChange&) const = default;
};

}  // namespace ioc::model
