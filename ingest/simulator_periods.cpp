#include "ingest/simulator_periods.h"

#include <chrono>

#include "ingest/simulator_rhythm.h"
#include "ingest/simulator_text.h"

namespace ioc::ingest {
namespace {

constexpr unsigned kDueDay = 17;
constexpr std::int64_t kDueHour = 17;

model::Instant start_of(std::chrono::year_month month, unsigned day) {
  const std::chrono::sys_days days(month / std::chrono::day(day));
  return day_start(static_cast<model::CivilDay>(days.time_since_epoch().count()));
}

}  // namespace

Period period_of(model::Instant t) {
  const std::chrono::year_month_day date = std::chrono::sys_days(std::chrono::days(day_of(t)));
  const std::chrono::year_month month = date.year() / date.month();
  return {month_text(t),
          start_of(month, 1),
          {start_of(month, kDueDay).ms + kDueHour * model::kHourMs},
          start_of(month + std::chrono::months(1), 1)};
}

Period period_due_before(model::Instant t) {
  const Period current = period_of(t);
  return current.due < t ? current : period_of({current.opens.ms - 1});
}

}  // namespace ioc::ingest
