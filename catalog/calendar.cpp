// Hours are gathered by unit, first day and weekday, each span with its place, so that two that
// overlap can be told wherever they stand.
#include "catalog/calendar.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "catalog/nearest.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

using model::CivilDay;
using model::UnitIndex;
using model::WorkSpan;

constexpr Key kCalendarKeys[] = {
    {"hours", Shape::tables},
    {"holidays", Shape::tables},
    {"swaps", Shape::tables},
    {"report_day", Shape::integer},  // read by whoever reads windows
    // For people only.
    {"name", Shape::name},
    {"description", Shape::name},
    {"note", Shape::name},
};
constexpr Key kHoursKeys[] = {
    {"from", Shape::date, Need::required},
    {"days", Shape::texts, Need::required},
    {"spans", Shape::texts, Need::required},
    {"units", Shape::texts},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
};
constexpr Key kHolidayKeys[] = {
    {"date", Shape::date, Need::required},
    {"to", Shape::date},  // the last day, included
    {"name", Shape::name},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
};
constexpr Key kSwapKeys[] = {
    {"off", Shape::date, Need::required},
    {"work", Shape::date, Need::required},
    {"name", Shape::name},
    {"legal_basis", Shape::name},
    {"note", Shape::name},
};
constexpr std::array<std::string_view, 7> kWeekdays = {"mon", "tue", "wed", "thu",
                                                       "fri", "sat", "sun"};

// -1 for none.
int weekday_named(std::string_view name) {
  const auto found = std::find(kWeekdays.begin(), kWeekdays.end(), name);
  return found == kWeekdays.end() ? -1 : static_cast<int>(found - kWeekdays.begin());
}

// "07:30", "7:30", "24:00" in minutes from midnight.
std::optional<int> minute_of(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != 1 && colon != 2) return std::nullopt;
  if (text.size() != colon + 3) return std::nullopt;
  int numbers[2] = {0, 0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == colon) continue;
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    int& number = numbers[i < colon ? 0 : 1];
    number = number * 10 + (text[i] - '0');
  }
  const int minute = numbers[0] * 60 + numbers[1];
  return numbers[1] < 60 && minute <= 24 * 60 ? std::optional(minute) : std::nullopt;
}

class CalendarReader {
 public:
  CalendarReader(const Table& table, const Source& source, const CalendarGround& ground,
                 Report& report)
      : table_(table), source_(source), ground_(ground), report_(report) {}

  std::optional<model::WorkCalendar> run() {
    const std::vector<const toml::table*> hours = table_.tables("hours");
    for (const toml::table* entry : hours) read_hours(*entry);
    for (const toml::table* entry : table_.tables("holidays")) read_holiday(*entry);
    gather_weeks();
    for (const toml::table* entry : table_.tables("swaps")) read_swap(*entry);
    if (hours.empty()) {
      miss_hours();
      return std::nullopt;
    }
    return good_ && ground_.units != nullptr ? laid_out() : std::nullopt;
  }

 private:
  struct PlacedSpan {
    WorkSpan span;
    Place place;
  };
  using PlacedWeek = std::array<std::vector<PlacedSpan>, 7>;

  void read_hours(const toml::table& entry) {
    const Table table(entry, source_, "'hours'", kHoursKeys, report_);
    const std::optional<CivilDay> from = date(table, "from");
    const std::vector<int> days = read_days(table);
    const std::vector<PlacedSpan> spans = read_spans(table);
    const std::vector<UnitIndex> units = read_units_of(table);
    has_root_hours_ = has_root_hours_ || !table.has("units") ||
                      std::find(units.begin(), units.end(), ground_.root) != units.end();
    if (!from) return;
    for (const PlacedSpan& span : spans) {
      bool fits = true;  // told once, however many days and units it is of
      for (const UnitIndex unit : units) {
        PlacedWeek& week = weeks_[unit][*from];
        for (const int day : days) {
          std::vector<PlacedSpan>& others = week[static_cast<std::size_t>(day)];
          fits = fits && !overlaps(span, others);
          others.push_back(span);
        }
      }
    }
  }

  std::vector<int> read_days(const Table& table) {
    std::vector<int> days;
    for (const Text& text : table.texts("days")) {
      const std::size_t dash = std::min(text.value.find('-'), text.value.size());
      const int first = weekday_named(std::string_view(text.value).substr(0, dash));
      const int last = dash < text.value.size()
                           ? weekday_named(std::string_view(text.value).substr(dash + 1))
                           : first;
      if (first < 0 || last < first) {
        fault(text.place, "bad-value", fmt::format("'{}' names no days of the week", text.value),
              "mon, tue, wed, thu, fri, sat, sun, or several as mon-fri");
        continue;
      }
      for (int day = first; day <= last; ++day) {
        if (std::find(days.begin(), days.end(), day) != days.end()) {
          fault(text.place, "bad-value",
                fmt::format("'{}' stands twice", kWeekdays[static_cast<std::size_t>(day)]));
          break;
        }
        days.push_back(day);
      }
    }
    must_not_be_empty(table, "days", "hours are of at least one day of the week");
    return days;
  }

  std::vector<PlacedSpan> read_spans(const Table& table) {
    std::vector<PlacedSpan> spans;
    for (const Text& text : table.texts("spans")) {
      const std::size_t dash = std::min(text.value.find('-'), text.value.size());
      const std::string_view value = text.value;
      const std::optional<int> begin = minute_of(value.substr(0, dash));
      const std::optional<int> end =
          dash < value.size() ? minute_of(value.substr(dash + 1)) : std::nullopt;
      if (!begin || !end) {
        fault(text.place, "bad-span", fmt::format("'{}' is no span of a day", text.value),
              "write 07:30-11:30; midnight at the end is 24:00");
      } else if (*end <= *begin) {
        fault(text.place, "bad-span", fmt::format("'{}' ends before it has begun", text.value),
              "a span over midnight is written as two: 22:00-24:00 and 00:00-06:00");
      } else {
        spans.push_back({{*begin, *end}, text.place});
      }
    }
    must_not_be_empty(table, "spans", "hours have at least one span");
    return spans;
  }

  // The root without `units`.
  std::vector<UnitIndex> read_units_of(const Table& table) {
    if (!table.is_written("units") || ground_.units == nullptr) return {ground_.root};
    std::vector<UnitIndex> units;
    for (const Text& code : table.texts("units")) {
      const UnitIndex unit = ground_.units->find(code.value);
      if (unit == model::kNoUnit) {
        std::vector<std::string> codes;
        for (const model::Unit& known : ground_.units->all()) codes.push_back(known.code);
        fault(code.place, "unknown-name", fmt::format("unknown unit '{}'", code.value),
              suggestion(code.value, codes));
      } else if (std::find(units.begin(), units.end(), unit) != units.end()) {
        fault(code.place, "bad-value", fmt::format("'{}' stands twice", code.value));
      } else {
        units.push_back(unit);
      }
    }
    must_not_be_empty(table, "units", "without `units` the hours are the root unit's");
    return units;
  }

  bool overlaps(const PlacedSpan& span, const std::vector<PlacedSpan>& others) {
    for (const PlacedSpan& other : others) {
      if (span.span.begin_minute >= other.span.end_minute ||
          other.span.begin_minute >= span.span.end_minute) {
        continue;
      }
      fault(span.place, "bad-value", "the span overlaps another of the same day",
            "the other is at " + to_string(other.place));
      return true;
    }
    return false;
  }

  void read_holiday(const toml::table& entry) {
    const Table table(entry, source_, "'holidays'", kHolidayKeys, report_);
    const std::optional<CivilDay> first = date(table, "date");
    const std::optional<CivilDay> to = date(table, "to");
    if (!first || (table.is_written("to") && !to)) return;
    const CivilDay last = to.value_or(*first);
    if (last < *first) {
      fault(table.value_place("to"), "bad-value", "the holiday ends before it has begun");
    }
    for (CivilDay day = *first; day <= last; ++day) {
      if (taken(day, table.value_place("date"), holidays_)) break;
      holidays_.emplace(day, table.value_place("date"));
    }
  }

  void read_swap(const toml::table& entry) {
    const Table table(entry, source_, "'swaps'", kSwapKeys, report_);
    const std::optional<CivilDay> off = date(table, "off");
    const std::optional<CivilDay> work = date(table, "work");
    for (const auto& [day, key] : {std::pair{off, "off"}, std::pair{work, "work"}}) {
      if (!day || taken(*day, table.value_place(key), holidays_) ||
          taken(*day, table.value_place(key), swapped_)) {
        continue;
      }
      swapped_.emplace(*day, table.value_place(key));
    }
    if (off && works(*off) == false) {
      fault(table.value_place("off"), "bad-value",
            fmt::format("{} is no working day, so nothing is exchanged", model::format_day(*off)),
            "`off` is a working day that becomes free");
    }
    if (work && works(*work) == true) {
      fault(table.value_place("work"), "bad-value",
            fmt::format("{} is a working day already", model::format_day(*work)),
            "`work` is a free day that becomes a working one");
    }
    if (off && work) rules_.swaps.push_back({*off, *work});
  }

  bool taken(CivilDay day, const Place& place, const std::map<CivilDay, Place>& days) {
    const auto other = days.find(day);
    if (other == days.end()) return false;
    fault(place, "bad-value",
          fmt::format("{} is {} already", model::format_day(day),
                      &days == &holidays_ ? "a holiday" : "swapped"),
          "see " + to_string(other->second));
    return true;
  }

  void gather_weeks() {
    for (const auto& [unit, by_day] : weeks_) {
      for (const auto& [from, placed] : by_day) {
        model::WorkWeek week;
        week.from = from;
        for (std::size_t day = 0; day < placed.size(); ++day) {
          for (const PlacedSpan& span : placed[day]) week.days[day].push_back(span.span);
          std::sort(week.days[day].begin(), week.days[day].end());
        }
        rules_.own[unit].push_back(std::move(week));
      }
    }
  }

  // By the root's weekdays alone; nothing before its hours begin.
  std::optional<bool> works(CivilDay day) const {
    const auto own = rules_.own.find(ground_.root);
    if (own == rules_.own.end()) return std::nullopt;
    std::optional<bool> works;
    for (const model::WorkWeek& week : own->second) {
      if (week.from > day) break;
      works = !week.days[static_cast<std::size_t>(model::weekday_of(day))].empty();
    }
    return works;
  }

  void miss_hours() {
    for (const std::string_view key : {"holidays", "swaps"}) {
      if (!table_.has(key)) continue;
      fault(table_.value_place(key), "missing-key",
            fmt::format("'{}' without 'hours' say nothing", key),
            "hours = [{ from = 2016-01-01, days = [\"mon-fri\"], spans = [\"07:00-11:30\", "
            "\"13:30-17:00\"] }]");
    }
  }

  std::optional<model::WorkCalendar> laid_out() {
    if (!has_root_hours_) {
      fault(table_.value_place("hours"), "missing-key",
            "all hours are of single units; those of all others are missing",
            "hours without `units` are the root unit's and of all that have none of their own");
      return std::nullopt;
    }
    if (!rules_.own.contains(ground_.root)) return std::nullopt;  // at fault, and told
    rules_.root = ground_.root;
    for (const auto& [day, place] : holidays_) rules_.holidays.push_back(day);
    const std::size_t kinds = model::WorkCalendar::count_tables(rules_, *ground_.units);
    if (kinds > model::kWorkTablesMax) {
      fault(table_.value_place("hours"), "bad-value",
            fmt::format("{} kinds of hours, more than {}", kinds, model::kWorkTablesMax),
            "units with equal hours count once: give them one entry");
      return std::nullopt;
    }
    return model::WorkCalendar(std::move(rules_), *ground_.units, *ground_.zone);
  }

  std::optional<CivilDay> date(const Table& table, std::string_view key) {
    const std::optional<CivilDay> day = table.date(key);
    if (!day || (*day >= model::kWorkDayFirst && *day < model::kWorkDayEnd)) return day;
    fault(table.value_place(key), "bad-value",
          fmt::format("{} lies outside the calendar", model::format_day(*day)),
          fmt::format("it knows {} to {}", model::format_day(model::kWorkDayFirst),
                      model::format_day(model::kWorkDayEnd - 1)));
    return std::nullopt;
  }

  void must_not_be_empty(const Table& table, std::string_view key, std::string help) {
    if (!table.has(key) || !table.texts(key).empty()) return;
    fault(table.value_place(key), "bad-value", fmt::format("'{}' is empty", key), std::move(help));
  }

  void fault(const Place& place, std::string code, std::string text, std::string help = {}) {
    good_ = false;
    report_.error(place, std::move(code), std::move(text), std::move(help));
  }

  const Table& table_;
  const Source& source_;
  const CalendarGround& ground_;
  Report& report_;
  bool good_ = true;
  bool has_root_hours_ = false;
  std::map<UnitIndex, std::map<CivilDay, PlacedWeek>> weeks_;
  std::map<CivilDay, Place> holidays_, swapped_;
  model::WorkRules rules_;
};

}  // namespace

std::optional<model::WorkCalendar> read_calendar(const Table& table, const Source& source,
                                                 const CalendarGround& ground, Report& report) {
  return CalendarReader(table, source, ground, report).run();
}

std::span<const Key> calendar_keys() { return kCalendarKeys; }

}  // namespace ioc::catalog
