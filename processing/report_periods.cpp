#include "processing/report_periods.h"

#include <array>
#include <charconv>
#include <chrono>

#include "model/check.h"
#include "processing/windows.h"

namespace ioc::processing {
namespace {

using model::CivilDay;
using model::Instant;
using model::WindowKind;
using std::chrono::sys_days;
using std::chrono::year_month_day;

WindowKind kind_of(std::string_view period) {
  constexpr std::array<std::pair<std::string_view, WindowKind>, 9> kKinds = {
      {{"day", WindowKind::day},
       {"week", WindowKind::week},
       {"month", WindowKind::month},
       {"quarter", WindowKind::quarter},
       {"year", WindowKind::year},
       {"report-month", WindowKind::report_month},
       {"report-quarter", WindowKind::report_quarter},
       {"report-half", WindowKind::report_half},
       {"report-year", WindowKind::report_year}}};
  for (const auto& [name, kind] : kKinds) {
    if (name == period) return kind;
  }
  IOC_CHECK(false);  // the catalogue gives no other
  return WindowKind::day;
}

std::string padded(int number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

year_month_day date_of(CivilDay day) { return year_month_day{sys_days{std::chrono::days{day}}}; }
CivilDay day_of(int year, unsigned month, unsigned day) {
  const year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                            std::chrono::day{day}};
  return static_cast<CivilDay>(sys_days{date}.time_since_epoch().count());
}

std::string label_of(WindowKind kind, CivilDay last) {
  const CivilDay named = kind == WindowKind::week ? last - 3 : last;  // a week's year: its Thursday
  const year_month_day date = date_of(named);
  const int year = static_cast<int>(date.year());
  const int month = static_cast<int>(static_cast<unsigned>(date.month()));
  const std::string begin = padded(year, 4);
  switch (kind) {
    case WindowKind::week: return begin + "-W" + padded((named - day_of(year, 1, 1)) / 7 + 1, 2);
    case WindowKind::month:
    case WindowKind::report_month: return begin + '-' + padded(month, 2);
    case WindowKind::quarter:
    case WindowKind::report_quarter: return begin + "-Q" + std::to_string((month + 2) / 3);
    case WindowKind::report_half: return begin + "-H" + std::to_string((month + 5) / 6);
    case WindowKind::year:
    case WindowKind::report_year: return begin;
    default: return model::format_day(last);
  }
}

// A day of the period that the label may name; label_of() tells whether it does.
std::optional<CivilDay> day_in(WindowKind kind, std::string_view label) {
  if (kind == WindowKind::day) return model::parse_day(label);
  constexpr std::size_t kYearDigits = 4;
  const auto number = [](std::string_view text) -> std::optional<int> {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
  };
  const std::optional<int> year = number(label.substr(0, std::min(kYearDigits, label.size())));
  if (!year || *year < 1 || *year > 9999) return std::nullopt;
  if (kind == WindowKind::year || kind == WindowKind::report_year) return day_of(*year, 1, 1);
  const bool has_letter = kind != WindowKind::month && kind != WindowKind::report_month;
  const std::size_t begin = kYearDigits + (has_letter ? 2 : 1);
  const std::optional<int> part =
      label.size() > begin ? number(label.substr(begin)) : std::optional<int>();
  if (!part || *part < 1 || *part > 53) return std::nullopt;
  if (kind == WindowKind::week) {
    const CivilDay fourth = day_of(*year, 1, 4);  // always in the first week
    return fourth - model::weekday_of(fourth) + 7 * (*part - 1);
  }
  const int length = !has_letter ? 1 : kind == WindowKind::report_half ? 6 : 3;
  const int month = (*part - 1) * length + 1;
  if (month > 12) return std::nullopt;
  return day_of(*year, static_cast<unsigned>(month), 1);
}

}  // namespace

ReportPeriods::ReportPeriods(const model::Plan& plan, const model::ReportPlan& report)
    : plan_(plan), report_(report) {
  window_.text = report.period;
  window_.kind = kind_of(report.period);
  window_.report_day = report.report_day;
}

ReportPeriod ReportPeriods::period_of(Instant t) const {
  const WindowGrid grid(window_, days_, plan_.zone);
  const Instant end = grid.next_end(t);
  const CivilDay last = plan_.zone.day_of({end.ms - 1});
  return {label_of(window_.kind, last), grid.start_of(end), end};
}

bool ReportPeriods::is_reported(const ReportPeriod& period) const {
  return plan_.zone.day_of({period.end.ms - 1}) >= report_.since;
}

std::optional<ReportPeriod> ReportPeriods::find(std::string_view label) const {
  const std::optional<CivilDay> day = day_in(window_.kind, label);
  if (!day) return std::nullopt;
  const Instant t = plan_.zone.day_start(*day);
  if (t <= model::kTimeMin || t >= model::kTimeEnd) return std::nullopt;
  ReportPeriod period = period_of(t);
  if (period.label != label || !is_reported(period)) return std::nullopt;
  return period;
}

std::vector<ReportPeriod> ReportPeriods::until(Instant now, std::size_t count) const {
  std::vector<ReportPeriod> periods;
  for (ReportPeriod period = period_of(now); periods.size() < count && is_reported(period);
       period = period_of({periods.back().start.ms - 1})) {
    periods.push_back(std::move(period));
  }
  return periods;
}

std::optional<Instant> ReportPeriods::due(const ReportPeriod& period, model::UnitIndex unit) const {
  CivilDay day = plan_.zone.day_of({period.end.ms - 1});
  for (int i = 0; i < report_.due.days; ++i) {
    if (!report_.due.is_working) {
      ++day;
      continue;
    }
    const std::optional<CivilDay> next =
        plan_.calendar ? plan_.calendar->next_working_day(unit, day) : std::nullopt;
    if (!next) return std::nullopt;
    day = *next;
  }
  return plan_.zone.day_start(day + 1);
}

}  // namespace ioc::processing
