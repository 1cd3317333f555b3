// What units must provide, how often and by when, and how they do it.
//
// A provision looks at figures: how many contributions an indicator counted of a unit in each
// period, or where the slots of an official report stand. So what it says is explained, asked for
// as of an earlier instant and computed again as figures are. Numbers are those of the plan
// (model/plan.h).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/figure.h"
#include "model/name.h"
#include "model/report.h"
#include "model/result.h"
#include "model/time.h"
#include "model/units.h"

namespace ioc::model {

// How good what is provided must be: the open window of an indicator by unit.
struct ProvisionQuality {
  int indicator = -1;
  std::string window;
  Decimal at_least;
};

struct ProvisionPlan {
  std::string id;
  Name name;
  Name legal_basis;     // may be empty, as the two below
  Name owner;           // who sees to it
  Name description;     // what to do when something is missing
  int indicator = -1;   // counts what is provided; -1: an official report
  std::string report;   // its id in Plan::reports; empty: `indicator`
  std::string every;    // a window of the calendar: of the indicator, or the report's period
  int report_day = 15;  // WindowPlan::report_day
  CivilDay since = 0;   // the first period ends on this day or after it
  ReportDue due;
  Decimal at_least{1, 0};        // so much in each period
  std::vector<UnitIndex> units;  // that provide it, in the order of units.csv
  std::optional<ProvisionQuality> complete, valid;
};

enum class ProvisionState : std::uint8_t {
  none,      // nothing has been due yet
  provided,  // all that was due
  poor,      // all of it, but not complete or valid enough
  gaps,      // what was due last; not all before it
  late,      // not what was due last
};
constexpr std::string_view name_of(ProvisionState state) {
  constexpr std::string_view kNames[] = {"none", "provided", "poor", "gaps", "late"};
  return kNames[static_cast<std::size_t>(state)];
}

struct ProvisionMeasure {
  std::optional<Figure> figure;  // none: no contribution
  bool is_met = false;
};

// How one unit does one of them. Periods are the kProvisionPeriods that ended last.
struct ProvisionStanding {
  int provision = -1;  // number in Plan::provisions
  UnitIndex unit = kNoUnit;
  ProvisionState state = ProvisionState::none;
  std::size_t due_count = 0;              // periods that were due
  std::size_t provided_count = 0;         // of them
  std::vector<std::string> missing;       // the others, the newest first
  std::string last;                       // the newest period that was due; empty: none
  std::optional<Instant> late_since;      // of the oldest of those missing without a break up to it
  std::optional<std::int64_t> late_days;  // working days since then
  std::string next;                       // the period due next
  std::optional<Instant> next_due;        // none: the calendar does not know
  std::optional<ProvisionMeasure> complete, valid;
};

struct ProvisionScore {
  Instant as_of;
  std::vector<ProvisionStanding> standings;  // by provision, then by unit
};
using ProvisionAnswer = std::function<void(Result<ProvisionScore>)>;
// Asks how all units do, now or as of an earlier instant (official reports: only now). Does not
// wait; answers once, from any thread. Errors: those of FigureAnswer.
using AskProvision = std::function<void(std::optional<Instant> as_of, ProvisionAnswer)>;

}  // namespace ioc::model
