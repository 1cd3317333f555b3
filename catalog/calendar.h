// [calendar]: working hours, holidays and swapped days.
//
//   hours = [{ from = 2016-01-01, days = ["mon-fri"], spans = ["07:00-11:30", "13:30-17:00"] }]
//   holidays = [{ date = 2020-01-23, to = 2020-01-29, name = "Tết" }, { date = 2020-09-02 }]
//   swaps = [{ off = 2024-04-29, work = 2024-05-04 }]
//
// All `hours` of one unit and one `from` are a week; it replaces the weeks before it. Without
// `units` they are the root's. Ranges: every date lies in 2000 to 2100.
#pragma once

#include <optional>

#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/work_calendar.h"

namespace ioc::catalog {

// What the dates and units of a calendar mean.
struct CalendarGround {
  const model::UnitTree* units = nullptr;  // nullptr when they could not be read
  model::UnitIndex root = model::kNoUnit;
  const model::Zone* zone = nullptr;
};

// Gives nothing when anything in it is at fault, or when it has no working hours.
std::optional<model::WorkCalendar> read_calendar(const Table& table, const Source& source,
                                                 const CalendarGround& ground, Report& report);

// The keys of the table.
std::span<const Key> calendar_keys();

}  // namespace ioc::catalog
