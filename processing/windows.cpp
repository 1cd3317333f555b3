#include "processing/windows.h"

#include <algorithm>
#include <chrono>

#include "processing/pane_grid.h"

namespace ioc::processing {
namespace {

using model::CivilDay;
using model::Instant;
using model::WindowKind;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month month_of(CivilDay day) {
  const year_month_day date{sys_days{std::chrono::days{day}}};
  return date.year() / date.month();
}

CivilDay first_day(year_month month) {
  return static_cast<CivilDay>(sys_days{month / std::chrono::day{1}}.time_since_epoch().count());
}

// The first month of the run of `length` months, counted from January, that holds this one.
year_month run_start(year_month month, unsigned length) {
  const unsigned index = static_cast<unsigned>(month.month()) - 1;
  return month.year() / std::chrono::month{index / length * length + 1};
}

unsigned months_in(WindowKind kind) {
  switch (kind) {
    case WindowKind::quarter:
    case WindowKind::report_quarter: return 3;
    case WindowKind::report_half: return 6;
    case WindowKind::year:
    case WindowKind::report_year: return 12;
    default: return 1;
  }
}

// The month a reporting period's day counts for: from the reporting day on, the month after.
year_month report_month_of(CivilDay day, int report_day) {
  const year_month_day date{sys_days{std::chrono::days{day}}};
  const bool is_next = static_cast<unsigned>(date.day()) >= static_cast<unsigned>(report_day);
  return date.year() / date.month() + months{is_next ? 1 : 0};
}

// The first day that counts for the month.
CivilDay report_start(year_month month, int report_day) {
  return first_day(month - months{1}) + static_cast<CivilDay>(report_day) - 1;
}

}  // namespace

CivilDay WindowGrid::period_start(CivilDay day) const {
  switch (window_->kind) {
    case WindowKind::week: return day - static_cast<CivilDay>(model::floor_mod(day + 3, 7));
    case WindowKind::month:
    case WindowKind::quarter:
    case WindowKind::year: return first_day(run_start(month_of(day), months_in(window_->kind)));
    case WindowKind::report_month:
    case WindowKind::report_quarter:
    case WindowKind::report_half:
    case WindowKind::report_year: {
      const year_month month = report_month_of(day, window_->report_day);
      return report_start(run_start(month, months_in(window_->kind)), window_->report_day);
    }
    default: return day;
  }
}

CivilDay WindowGrid::period_end(CivilDay day) const {
  switch (window_->kind) {
    case WindowKind::week: return period_start(day) + 7;
    case WindowKind::month:
    case WindowKind::quarter:
    case WindowKind::year: {
      const auto length = static_cast<int>(months_in(window_->kind));
      return first_day(month_of(period_start(day)) + months{length});
    }
    case WindowKind::report_month:
    case WindowKind::report_quarter:
    case WindowKind::report_half:
    case WindowKind::report_year: {
      const auto length = static_cast<int>(months_in(window_->kind));
      const year_month first = report_month_of(period_start(day), window_->report_day);
      return report_start(first + months{length}, window_->report_day);
    }
    default: return day + 1;
  }
}

Instant WindowGrid::next_slide(Instant t) const {
  const std::int64_t slide = window_->slide_ms;
  const CivilDay day = zone_->day_of(t);
  if (slide < model::kDayMs) {
    const Instant midnight = zone_->day_start(day);
    const Instant end{midnight.ms + (model::floor_div(t.ms - midnight.ms, slide) + 1) * slide};
    return std::min(end, zone_->day_start(day + 1));
  }
  const std::int64_t local = t.ms + zone_->offset_ms(t);
  Instant end = zone_->from_local((model::floor_div(local, slide) + 1) * slide);
  // A clock set back may leave the local reading behind us.
  for (std::int64_t step = 2; end <= t; ++step) {
    end = zone_->from_local((model::floor_div(local, slide) + step) * slide);
  }
  return end;
}

Instant WindowGrid::next_end(Instant t) const {
  return steps() ? next_slide(t) : zone_->day_start(period_end(zone_->day_of(t)));
}

Instant WindowGrid::last_end_until(Instant t) const {
  if (!steps()) return start_of(next_end(t));  // calendar windows follow each other without a gap
  // Two ends lie at most a slide apart; days of a slide of days may be longer than 24 hours.
  const std::int64_t slack = window_->slide_ms < model::kDayMs ? 0 : model::kDayMs;
  Instant end = next_end({t.ms - window_->slide_ms - slack - 1});
  for (Instant next = next_end(end); next <= t; next = next_end(end)) end = next;
  return end;
}

Instant WindowGrid::start_of(Instant end) const {
  if (slides()) return {end.ms - window_->length_ms};
  if (steps()) return last_end_until({end.ms - 1});  // shorter or longer where the clock is set
  if (is_since()) return zone_->day_start(window_->since);
  return zone_->day_start(period_start(zone_->day_of(Instant{end.ms - 1})));
}

PaneRange WindowGrid::panes_of(Instant end) const {
  if (window_->standing) {
    const Instant last = window_->opening ? start_of(end) : end;
    return {INT64_MIN, pane_of(*tier_, *zone_, last)};
  }
  const std::int64_t first = pane_of(*tier_, *zone_, start_of(end));
  const std::int64_t last = pane_of(*tier_, *zone_, Instant{end.ms - 1});
  return {first, std::max(first, last + 1)};
}

Instant WindowGrid::first_end_with(std::int64_t pane) const {
  const Instant end = next_end(pane_start(*tier_, *zone_, pane));
  return window_->opening ? next_end(end) : end;
}

Instant WindowGrid::last_end_with(std::int64_t pane) const {
  if (window_->standing) return Instant{INT64_MAX};
  const Instant start = pane_start(*tier_, *zone_, pane);
  // The last window that holds the pane starts no later than it.
  return slides() ? last_end_until({start.ms + window_->length_ms}) : next_end(start);
}

Instant WindowGrid::first_end_from(std::int64_t pane) const {
  const Instant start = pane_start(*tier_, *zone_, pane);
  if (slides()) return next_end({start.ms + window_->length_ms - 1});
  const Instant end = next_end(start);
  return start_of(end) < start ? next_end(end) : end;
}

}  // namespace ioc::processing
