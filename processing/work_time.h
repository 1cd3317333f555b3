// Working time of one life: that of the calendar, less what its pauses take.
//
// A pause stops the clock. Where it goes on afterwards ("resume"), what was worked before it stays
// counted. Example: an allowance of 8 working hours from 08:00 with a pause from 10:00 to the next
// day's 10:00 has 6 hours left then. That is practice of public one-stop systems (an appointment
// moves by the length of the wait), not law; NĐ 61/2018 may count anew from the start: where it
// begins anew ("restart"), all 8 hours are left then. Nothing counts that lies before the end of
// the last pause that began before the later of the two instants, and so nothing at all while that
// pause is not over. A pause that begins and ends at one instant is none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "model/event.h"
#include "model/work_calendar.h"

namespace ioc::processing {

// Role: the clock of one unit and one life. Owns nothing. Absent where the calendar is
// (model/work_calendar.h). Cost: look-ups of the calendar, two for
// each pause between the two instants.
struct WorkClock {
  const model::WorkCalendar& calendar;
  model::UnitIndex unit = model::kNoUnit;
  model::Pauses pauses;

  // Milliseconds in [a, b); the negative of [b, a) when b is before a.
  std::optional<std::int64_t> between(model::Instant a, model::Instant b) const;
  // The instant nearest to `t` with so much working time between them; absent when a pause keeps it
  // from being reached: an open one, or back in time any that restarts the clock. A pause counts
  // when it begins before the instant that would be reached without it (and, back in time, when it
  // ends after).
  std::optional<model::Instant> add(model::Instant t, std::int64_t work_ms) const;

 private:
  // INT64_MAX of one that is not over.
  std::int64_t end_ms(const model::Pause& pause) const;
  bool lasts(const model::Pause& pause) const { return end_ms(pause) > pause.begin_ms; }
  // The first pause that is not over at `t`, and the first that begins at `t` or later.
  std::span<const model::Pause>::iterator first_ending_after(model::Instant t) const;
  std::span<const model::Pause>::iterator first_beginning_from(model::Instant t) const;
  // The end of the last pause that lasts and begins before `t`, INT64_MIN without one.
  std::int64_t restarted_ms(model::Instant t) const;
  std::optional<model::Instant> add_forward(model::Instant t, std::int64_t work_ms) const;
  std::optional<model::Instant> add_backward(model::Instant t, std::int64_t work_ms) const;
  std::optional<model::Instant> add_back_to_restart(model::Instant t, std::int64_t work_ms) const;
};

}  // namespace ioc::processing
