#include "model/work_calendar.h"

#include <algorithm>
#include <utility>

namespace ioc::model {

namespace {

using Weeks = std::vector<WorkWeek>;

// Until its own hours begin a unit has those of the one above.
Weeks effective_weeks(const WorkRules& rules, const std::vector<UnitIndex>& chain) {
  Weeks weeks;
  for (auto unit = chain.rbegin(); unit != chain.rend(); ++unit) {
    const auto own = rules.own.find(*unit);
    if (own == rules.own.end() || own->second.empty()) continue;
    const CivilDay from = own->second.front().from;
    std::erase_if(weeks, [&](const WorkWeek& above) { return above.from >= from; });
    weeks.insert(weeks.end(), own->second.begin(), own->second.end());
  }
  return weeks;
}

// The kinds of hours and, by unit, which of them it has. The root's is the first.
struct Kinds {
  std::vector<Weeks> weeks;
  std::vector<std::size_t> of_unit;
};

Kinds kinds_of(const WorkRules& rules, const UnitTree& units) {
  Kinds kinds;
  const auto number_of = [&](Weeks weeks) {
    const auto known = std::find(kinds.weeks.begin(), kinds.weeks.end(), weeks);
    const auto number = static_cast<std::size_t>(known - kinds.weeks.begin());
    if (known == kinds.weeks.end()) kinds.weeks.push_back(std::move(weeks));
    return number;
  };
  number_of(effective_weeks(rules, {rules.root}));
  for (std::size_t i = 0; i < units.all().size(); ++i) {
    kinds.of_unit.push_back(
        number_of(effective_weeks(rules, units.chain(static_cast<UnitIndex>(i)))));
  }
  return kinds;
}

void append_week(std::string& out, const WorkWeek& week) {
  out += " from " + format_day(week.from);
  for (std::size_t weekday = 0; weekday < week.days.size(); ++weekday) {
    for (const WorkSpan& span : week.days[weekday]) {
      out += ' ' + std::to_string(weekday) + ':' + std::to_string(span.begin_minute) + '-' +
             std::to_string(span.end_minute);
    }
  }
}

}  // namespace

WorkCalendar::WorkCalendar(WorkRules rules, const UnitTree& units, Zone zone)
    : rules_(std::move(rules)), zone_(std::move(zone)) {
  for (const CivilDay day : rules_.holidays) exceptions_[day] = -1;
  for (const WorkSwap& swap : rules_.swaps) {
    exceptions_[swap.off] = -1;
    exceptions_[swap.work] = weekday_of(swap.off);
  }
  Kinds kinds = kinds_of(rules_, units);
  for (const Weeks& weeks : kinds.weeks) tables_.push_back(laid_out(weeks));
  table_of_unit_ = std::move(kinds.of_unit);
}

std::optional<bool> WorkCalendar::is_working(UnitIndex unit, Instant t) const {
  const Table* const table = table_of(unit);
  if (table == nullptr || !table->knows(t)) return std::nullopt;
  return table->worked_ms({t.ms + 1}) > table->worked_ms(t);
}

std::optional<std::int64_t> WorkCalendar::work_time(UnitIndex unit, Instant a, Instant b) const {
  const Table* const table = table_of(unit);
  if (table == nullptr || !table->knows(a) || !table->knows(b)) return std::nullopt;
  return table->worked_ms(b) - table->worked_ms(a);
}

std::optional<Instant> WorkCalendar::add_work_time(UnitIndex unit, Instant t,
                                                   std::int64_t work_ms) const {
  const Table* const table = table_of(unit);
  if (table == nullptr || !table->knows(t)) return std::nullopt;
  if (work_ms == 0) return t;
  const std::vector<std::int64_t>& before = table->before_ms;
  std::int64_t worked = 0;
  if (__builtin_add_overflow(table->worked_ms(t), work_ms, &worked)) return std::nullopt;
  if (worked < 0 || worked > before.back()) return std::nullopt;
  // Forward the last span that begins with less, backward the last that does not begin with more.
  const auto after = work_ms > 0 ? std::lower_bound(before.begin(), before.end(), worked)
                                 : std::upper_bound(before.begin(), before.end(), worked);
  const auto span = static_cast<std::size_t>(after - before.begin()) - 1;
  return Instant{table->begin_ms[span] + worked - before[span]};
}

std::optional<bool> WorkCalendar::is_working_day(UnitIndex unit, CivilDay day) const {
  const Table* const table = table_of(unit);
  if (table == nullptr || !table->knows(zone_.day_start(day))) return std::nullopt;
  return next_working_day(unit, day - 1) == day;
}

std::optional<CivilDay> WorkCalendar::next_working_day(UnitIndex unit, CivilDay day) const {
  const Table* const table = table_of(unit);
  if (table == nullptr || day < kWorkDayFirst - 1 || day >= kWorkDayEnd) return std::nullopt;
  const std::int64_t from_ms = zone_.day_start(day + 1).ms;
  if (from_ms < table->since_ms) return std::nullopt;
  const auto span = std::lower_bound(table->begin_ms.begin(), table->begin_ms.end(), from_ms);
  if (span == table->begin_ms.end()) return std::nullopt;
  return zone_.day_of({*span});
}

std::size_t WorkCalendar::count_tables(const WorkRules& rules, const UnitTree& units) {
  return kinds_of(rules, units).weeks.size();
}

std::string WorkCalendar::definition(const UnitTree& units) const {
  std::string out = "calendar " + zone_.name() + " root " +
                    (rules_.root == kNoUnit ? std::string("-") : units.at(rules_.root).code) + '\n';
  std::map<std::string, std::string> hours;  // by code: numbers of units change with their file
  for (const auto& [unit, weeks] : rules_.own) {
    std::string& text = hours[unit == kNoUnit ? std::string("-") : units.at(unit).code];
    for (const WorkWeek& week : weeks) append_week(text, week);
  }
  for (const auto& [code, text] : hours) out += "hours " + code + text + '\n';
  for (const auto& [day, weekday] : exceptions_) {
    out +=
        (weekday < 0 ? "off " : "work " + std::to_string(weekday) + ' ') + format_day(day) + '\n';
  }
  return out;
}

std::int64_t WorkCalendar::Table::worked_ms(Instant t) const {
  const auto after = std::upper_bound(begin_ms.begin(), begin_ms.end(), t.ms);
  if (after == begin_ms.begin()) return 0;
  const auto span = static_cast<std::size_t>(after - begin_ms.begin()) - 1;
  return std::min(before_ms[span] + t.ms - begin_ms[span], before_ms[span + 1]);
}

const WorkCalendar::Table* WorkCalendar::table_of(UnitIndex unit) const {
  const Table& table =
      tables_[unit == kNoUnit ? 0 : table_of_unit_[static_cast<std::size_t>(unit)]];
  return table.begin_ms.empty() ? nullptr : &table;
}

WorkCalendar::Table WorkCalendar::laid_out(const Weeks& weeks) const {
  Table table;
  table.before_ms.push_back(0);
  if (weeks.empty()) return table;
  const CivilDay first = std::max(weeks.front().from, kWorkDayFirst);
  table.since_ms = zone_.day_start(first).ms;
  table.end_ms = zone_.day_start(kWorkDayEnd).ms;
  auto week = weeks.begin();
  for (CivilDay day = first; day < kWorkDayEnd; ++day) {
    while (week + 1 != weeks.end() && (week + 1)->from <= day) ++week;
    const int weekday = hours_of(day);
    if (weekday < 0) continue;
    const std::int64_t midnight = std::int64_t{day} * kDayMs;
    for (const WorkSpan& span : week->days[static_cast<std::size_t>(weekday)]) {
      // Nothing is left of a span that the clock jumps over.
      const std::int64_t begin = zone_.from_local(midnight + span.begin_minute * kMinuteMs).ms;
      const std::int64_t end = zone_.from_local(midnight + span.end_minute * kMinuteMs).ms;
      if (begin >= end) continue;
      table.begin_ms.push_back(begin);
      table.before_ms.push_back(table.before_ms.back() + end - begin);
    }
  }
  return table;
}

int WorkCalendar::hours_of(CivilDay day) const {
  const auto exception = exceptions_.find(day);
  return exception == exceptions_.end() ? weekday_of(day) : exception->second;
}

}  // namespace ioc::model
