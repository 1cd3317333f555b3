// Alerts: what calls for help, where, and what became of it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
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

// What somebody did about an alert that has fired.
enum class AlertAct : std::uint8_t {
  acknowledged,  // it was seen, and somebody sees to it
  noted,         // a word about it
  released,      // nobody sees to it any more
};
constexpr std::string_view name_of(AlertAct act) {
  return act == AlertAct::acknowledged ? "acknowledged"
         : act == AlertAct::noted      ? "noted"
                                       : "released";
}

// One such act. It is of the alert that fired at that instant: when the alert fires again, nobody
// has acknowledged it.
struct AlertAnswer {
  std::string alert;  // its id
  std::string unit;   // as of the alert
  Instant fired;
  AlertAct act = AlertAct::noted;
  Instant at;
  std::string account, name;      // who did it
  std::string owner, owner_name;  // who sees to it; only where it was acknowledged
  std::string office;             // code of the unit for which it was done
  std::string note;               // may be empty
  bool operator==(const AlertAnswer&) const = default;
};

// One time that an alert fired.
struct AlertEpisode {
  std::string alert;
  std::string unit;
  Instant fired;
  auto operator<=>(const AlertEpisode&) const = default;
};
// What was done about each, in the order it was done.
using AlertAnswers = std::map<AlertEpisode, std::vector<AlertAnswer>>;

// Who sees to an alert.
struct AlertCare {
  std::string owner, owner_name;
  std::string office;  // code of the unit
  Instant since;       // the same owner has seen to it since
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
