// Working time: office hours, holidays and swapped days as dated data, and time counted by them.
//
// The simple idea: all working spans of 2000 to 2100 are laid out once as instants, each with the
// working time before it. The working time between two instants is then a difference of two
// look-ups, and a clock that is put forward or back is already in the instants. Example, from
// Friday 16:00 to Monday 08:00 with hours 07:00-11:30 and 13:30-17:00: before Monday's first span
// lies one hour more than before Friday 16:00, and of that span one hour is over: two hours.
//
// Whose hours: those of the unit; a unit without its own has those of the nearest unit above, up to
// the root of the tree. Working days: a weekday that the hours in force name, unless it is a
// holiday or the day off of a swap; and the working day of a swap, which has the hours of the
// weekday it stands in for.
//
// Legal source: none is built in. Hours, holidays and swaps are the catalogue's data, with their
// sources there. That limits run in working hours, eight to a working day, was read in public code
// of one-stop systems: practice, not law.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/time.h"
#include "model/units.h"

namespace ioc::model {

// What working time is known of: [2000-01-01, 2101-01-01), local days.
inline constexpr CivilDay kWorkDayFirst = 10'957;
inline constexpr CivilDay kWorkDayEnd = 47'847;

// 0 is Monday.
constexpr int weekday_of(CivilDay day) { return static_cast<int>(floor_mod(day + 3, 7)); }

// A part of a day by the wall clock: [begin, end) in minutes from 00:00, 0 <= begin < end <= 1440.
struct WorkSpan {
  std::int32_t begin_minute = 0;
  std::int32_t end_minute = 0;
  auto operator<=>(const WorkSpan&) const = default;
};

// The hours of a week from a day on: they replace all that were in force before. A weekday without
// spans is no working day. Spans of a day are sorted and disjoint.
struct WorkWeek {
  CivilDay from = kWorkDayFirst;
  std::array<std::vector<WorkSpan>, 7> days;  // from Monday
  bool operator==(const WorkWeek&) const = default;
};

// A day off in exchange for a working one.
struct WorkSwap {
  CivilDay off = 0;
  CivilDay work = 0;
};

struct WorkRules {
  UnitIndex root = kNoUnit;                        // whose hours are everybody's
  std::map<UnitIndex, std::vector<WorkWeek>> own;  // hours of a unit, by rising `from`
  std::vector<CivilDay> holidays;                  // any order
  std::vector<WorkSwap> swaps;                     // any order, days of two swaps differ
};

// Role: answers questions about working time. Results are milliseconds of elapsed time.
// Absent (nullopt): an instant or result before the unit's first hours are in force or outside
// 2000..2100, and any question about a unit without a single working span.
// Invariants: W1 work_time(u, a, b) = -work_time(u, b, a). W2 work_time(u, t, add_work_time(u, t,
// d)) = d. W3 work_time(u, a, c) = work_time(u, a, b) + work_time(u, b, c).
// Threads: immutable. Cost: a binary search; about 0.8 MB for each kind of hours.
class WorkCalendar {
 public:
  WorkCalendar(WorkRules rules, const UnitTree& units, Zone zone);

  // `unit` may be kNoUnit: the root's hours.
  std::optional<bool> is_working(UnitIndex unit, Instant t) const;
  // Working time in [a, b); negative when b is before a.
  std::optional<std::int64_t> work_time(UnitIndex unit, Instant a, Instant b) const;
  // The instant nearest to `t` with so much working time between them; before `t` when `work_ms` is
  // negative. So of two instants at a break the one on the side of `t`: four hours from 07:30 are
  // over at 11:30, when the morning is, not at 13:30; nothing is over at once, also at night.
  std::optional<Instant> add_work_time(UnitIndex unit, Instant t, std::int64_t work_ms) const;

  std::optional<bool> is_working_day(UnitIndex unit, CivilDay day) const;
  // The first working day after `day`.
  std::optional<CivilDay> next_working_day(UnitIndex unit, CivilDay day) const;

  const WorkRules& rules() const { return rules_; }
  // Kinds of hours; units with equal ones share them.
  std::size_t table_count() const { return tables_.size(); }
  // How many that would be, before any is laid out.
  static std::size_t count_tables(const WorkRules& rules, const UnitTree& units);
  // Equal texts give equal answers for units of equal codes.
  std::string definition(const UnitTree& units) const;

 private:
  // Working spans as instants, in order: span i is [begin_ms[i], begin_ms[i] + before_ms[i + 1] -
  // before_ms[i]), before_ms[i] the working time before it; before_ms has one more, the total.
  struct Table {
    std::int64_t since_ms = 0;  // known in [since, end)
    std::int64_t end_ms = 0;
    std::vector<std::int64_t> begin_ms;
    std::vector<std::int64_t> before_ms;

    bool knows(Instant t) const { return t.ms >= since_ms && t.ms < end_ms; }
    std::int64_t worked_ms(Instant t) const;  // in [since, t)
  };

  const Table* table_of(UnitIndex unit) const;  // nullptr without a working span
  Table laid_out(const std::vector<WorkWeek>& weeks) const;
  // The weekday whose hours a day has: its own or, of a swap, another one's; -1: none.
  int hours_of(CivilDay day) const;

  WorkRules rules_;
  Zone zone_;
  std::map<CivilDay, int> exceptions_;  // hours_of of holidays and swapped days
  std::vector<Table> tables_;
  std::vector<std::size_t> table_of_unit_;  // by UnitIndex; the root's is the first
};

}  // namespace ioc::model
