#include "model/time.h"

#include <algorithm>
#include <numeric>

#include "model/check.h"

namespace ioc::model {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

struct Reader {
  std::string_view rest;

  bool eat(char c) {
    if (rest.empty() || rest.front() != c) return false;
    rest.remove_prefix(1);
    return true;
  }
  // Exactly `digits` decimal digits, or -1.
  int number(std::size_t digits) {
    if (rest.size() < digits) return -1;
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const unsigned d = static_cast<unsigned char>(rest[i]) - '0';
      if (d > 9) return -1;
      value = value * 10 + static_cast<int>(d);
    }
    rest.remove_prefix(digits);
    return value;
  }
  // One or more digits after the point, as milliseconds; -1 without a digit.
  int fraction_ms() {
    int value = 0;
    int place = 100;
    std::size_t i = 0;
    for (; i < rest.size() && rest[i] >= '0' && rest[i] <= '9'; ++i) {
      value += (rest[i] - '0') * place;
      place /= 10;
    }
    rest.remove_prefix(i);
    return i == 0 ? -1 : value;
  }
  // `Z` or `+hh:mm` (also `+hhmm` unless the colon is a must), in milliseconds; nullopt when
  // malformed.
  std::optional<std::int64_t> offset_ms(bool needs_colon) {
    if (eat('Z') || eat('z')) return 0;
    const int sign = eat('+') ? 1 : eat('-') ? -1 : 0;
    if (sign == 0) return std::nullopt;
    const int hours = number(2);
    if (!eat(':') && needs_colon) return std::nullopt;
    const int minutes = number(2);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
    return sign * (hours * kHourMs + minutes * kMinuteMs);
  }
};

struct Civil {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0;

  // Milliseconds since the epoch as if local time were UTC; nullopt when no such date or time.
  std::optional<std::int64_t> local_ms() const {
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60 || ms < 0 ||
        year < 1 || month < 0 || day < 0) {
      return std::nullopt;
    }
    const year_month_day date{std::chrono::year{year},
                              std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return std::nullopt;
    const std::int64_t day_number = sys_days{date}.time_since_epoch().count();
    const int whole_second = std::min(second, 59);
    return day_number * kDayMs + hour * kHourMs + minute * kMinuteMs + whole_second * kSecondMs +
           ms;
  }
};

std::optional<Instant> in_range(std::int64_t ms) {
  if (ms < kTimeMin.ms || ms >= kTimeEnd.ms) return std::nullopt;
  return Instant{ms};
}

void append_number(std::string& out, std::int64_t value, int width) {
  std::string digits = std::to_string(value);
  out.append(static_cast<std::size_t>(std::max<int>(0, width - static_cast<int>(digits.size()))),
             '0');
  out += digits;
}

}  // namespace

Zone::Zone(std::string name, std::vector<Step> steps)
    : name_(std::move(name)), steps_(std::move(steps)) {
  IOC_CHECK(!steps_.empty());  // Zone Z1
  steps_.front().since_ms = INT64_MIN;
}

const Zone::Step& Zone::step_at(Instant t) const {
  if (steps_.size() == 1 || t.ms >= steps_.back().since_ms) return steps_.back();
  const auto after =
      std::upper_bound(steps_.begin(), steps_.end(), t.ms,
                       [](std::int64_t ms, const Step& step) { return ms < step.since_ms; });
  return *(after - 1);
}

std::int64_t Zone::offset_ms(Instant t) const { return step_at(t).offset_ms; }

CivilDay Zone::day_of(Instant t) const {
  return static_cast<CivilDay>(floor_div(t.ms + offset_ms(t), kDayMs));
}

Instant Zone::day_start(CivilDay day) const { return from_local(std::int64_t{day} * kDayMs); }

Instant Zone::from_local(std::int64_t local_ms) const {
  // The offsets in force a day before and after bracket any single change of the clock.
  const std::int64_t before = offset_ms(Instant{local_ms - kDayMs});
  const std::int64_t after = offset_ms(Instant{local_ms + kDayMs});
  const std::int64_t early = local_ms - std::max(before, after);
  const std::int64_t late = local_ms - std::min(before, after);
  if (early + offset_ms(Instant{early}) == local_ms) return Instant{early};
  if (late + offset_ms(Instant{late}) == local_ms) return Instant{late};
  // In a gap: the instant the clock jumps over it.
  for (const Step& step : steps_) {
    if (step.since_ms > early - kDayMs && step.since_ms <= late + kDayMs &&
        step.since_ms + step.offset_ms > local_ms) {
      return Instant{step.since_ms};
    }
  }
  return Instant{late};
}

std::int64_t Zone::common_width_ms(std::int64_t width_ms) const {
  for (const Step& step : steps_) {
    width_ms = std::gcd(width_ms, std::int64_t{step.offset_ms} - steps_.back().offset_ms);
  }
  return width_ms;
}

std::string format_rfc3339(Instant t, const Zone& zone) {
  const std::int64_t offset = zone.offset_ms(t);
  const std::int64_t local = t.ms + offset;
  const std::int64_t in_day = floor_mod(local, kDayMs);
  std::string out = format_day(static_cast<CivilDay>(floor_div(local, kDayMs)));
  out += 'T';
  append_number(out, in_day / kHourMs, 2);
  out += ':';
  append_number(out, in_day / kMinuteMs % 60, 2);
  out += ':';
  append_number(out, in_day / kSecondMs % 60, 2);
  if (in_day % kSecondMs != 0) {
    out += '.';
    append_number(out, in_day % kSecondMs, 3);
  }
  out += offset < 0 ? '-' : '+';
  const std::int64_t minutes = (offset < 0 ? -offset : offset) / kMinuteMs;
  append_number(out, minutes / 60, 2);
  out += ':';
  append_number(out, minutes % 60, 2);
  return out;
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
  Reader in{text};
  Civil civil;
  civil.year = in.number(4);
  if (!in.eat('-')) return std::nullopt;
  civil.month = in.number(2);
  if (!in.eat('-')) return std::nullopt;
  civil.day = in.number(2);
  if (!in.eat('T') && !in.eat('t') && !in.eat(' ')) return std::nullopt;
  civil.hour = in.number(2);
  if (!in.eat(':')) return std::nullopt;
  civil.minute = in.number(2);
  if (!in.eat(':')) return std::nullopt;
  civil.second = in.number(2);
  if (in.eat('.')) civil.ms = in.fraction_ms();
  const std::optional<std::int64_t> offset = in.offset_ms(true);
  const std::optional<std::int64_t> local = civil.local_ms();
  if (!offset || !local || !in.rest.empty()) return std::nullopt;
  return in_range(*local - *offset);
}

std::optional<TimeFormat> TimeFormat::compile(std::string_view text) {
  TimeFormat format{std::string(text), {}};
  const bool percent = text.find('%') != std::string_view::npos;
  const auto add = [&](Part part) { format.steps.push_back({part, 0}); };
  const auto add_literal = [&](char c) { format.steps.push_back({Part::literal, c}); };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (percent) {
      if (c != '%') {
        add_literal(c);
        continue;
      }
      if (++i == text.size()) return std::nullopt;
      switch (text[i]) {
        case 'Y': add(Part::year); break;
        case 'm': add(Part::month); break;
        case 'd': add(Part::day); break;
        case 'H': add(Part::hour); break;
        case 'M': add(Part::minute); break;
        case 'S': add(Part::second); break;
        case 'f': add(Part::fraction); break;
        case 'z': add(Part::offset); break;
        case '%': add_literal('%'); break;
        case 'F':
          for (const Part part : {Part::year, Part::month, Part::day}) {
            if (part != Part::year) add_literal('-');
            add(part);
          }
          break;
        case 'T':
          for (const Part part : {Part::hour, Part::minute, Part::second}) {
            if (part != Part::hour) add_literal(':');
            add(part);
          }
          break;
        default: return std::nullopt;
      }
      continue;
    }
    if (c == '\'') {  // quoted literal
      const std::size_t end = text.find('\'', i + 1);
      if (end == std::string_view::npos) return std::nullopt;
      for (const char quoted : text.substr(i + 1, end - i - 1)) add_literal(quoted);
      i = end;
      continue;
    }
    std::size_t run = 1;
    while (i + run < text.size() && text[i + run] == c) ++run;
    if ((c == 'y' || c == 'Y') && run == 4) {
      add(Part::year);
    } else if (c == 'M' && run == 2) {
      add(Part::month);
    } else if ((c == 'd' || c == 'D') && run == 2) {
      add(Part::day);
    } else if (c == 'H' && run == 2) {
      add(Part::hour);
    } else if (c == 'm' && run == 2) {
      add(Part::minute);
    } else if (c == 's' && run == 2) {
      add(Part::second);
    } else if (c == 'S') {
      add(Part::fraction);
    } else if (c == 'X' || c == 'Z' || c == 'x') {
      add(Part::offset);
    } else if (c == 'T' || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
      for (std::size_t k = 0; k < run; ++k) add_literal(c);
    } else {
      return std::nullopt;
    }
    i += run - 1;
  }
  const bool has_year = std::any_of(format.steps.begin(), format.steps.end(),
                                    [](const Step& step) { return step.part == Part::year; });
  return has_year ? std::optional(format) : std::nullopt;
}

std::optional<Instant> TimeFormat::parse(std::string_view input, const Zone& zone) const {
  Reader in{input};
  Civil civil;
  std::optional<std::int64_t> offset;
  for (const Step& step : steps) {
    switch (step.part) {
      case Part::literal:
        if (!in.eat(step.literal)) return std::nullopt;
        break;
      case Part::year: civil.year = in.number(4); break;
      case Part::month: civil.month = in.number(2); break;
      case Part::day: civil.day = in.number(2); break;
      case Part::hour: civil.hour = in.number(2); break;
      case Part::minute: civil.minute = in.number(2); break;
      case Part::second: civil.second = in.number(2); break;
      case Part::fraction: civil.ms = in.fraction_ms(); break;
      case Part::offset:
        offset = in.offset_ms(false);
        if (!offset) return std::nullopt;
        break;
    }
  }
  const std::optional<std::int64_t> local = civil.local_ms();
  if (!local || !in.rest.empty()) return std::nullopt;
  return in_range(offset ? *local - *offset : zone.from_local(*local).ms);
}

std::optional<std::int64_t> parse_span_ms(std::string_view text) {
  std::int64_t total = 0;
  std::size_t i = 0;
  while (i < text.size()) {
    std::int64_t value = 0;
    std::size_t digits = 0;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; ++i, ++digits) {
      value = value * 10 + (text[i] - '0');
      if (value > kTimeEnd.ms) return std::nullopt;
    }
    if (digits == 0) return std::nullopt;
    std::size_t letters = 0;
    while (i + letters < text.size() && text[i + letters] >= 'a' && text[i + letters] <= 'z') {
      ++letters;
    }
    const std::string_view unit = text.substr(i, letters);
    const std::int64_t scale = unit == "ms"  ? 1
                               : unit == "s" ? kSecondMs
                               : unit == "m" ? kMinuteMs
                               : unit == "h" ? kHourMs
                               : unit == "d" ? kDayMs
                               : unit == "w" ? 7 * kDayMs
                                             : 0;
    if (scale == 0 || value > kTimeEnd.ms / scale) return std::nullopt;
    total += value * scale;
    if (total >= kTimeEnd.ms) return std::nullopt;
    i += letters;
  }
  return total > 0 ? std::optional(total) : std::nullopt;
}

std::optional<CivilDay> parse_day(std::string_view text) {
  Reader in{text};
  Civil civil;
  civil.year = in.number(4);
  if (!in.eat('-')) return std::nullopt;
  civil.month = in.number(2);
  if (!in.eat('-')) return std::nullopt;
  civil.day = in.number(2);
  const std::optional<std::int64_t> local = civil.local_ms();
  if (!local || !in.rest.empty()) return std::nullopt;
  return static_cast<CivilDay>(floor_div(*local, kDayMs));
}

std::string format_day(CivilDay day) {
  const year_month_day date{sys_days{days{day}}};
  std::string out;
  append_number(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_number(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_number(out, static_cast<unsigned>(date.day()), 2);
  return out;
}

}  // namespace ioc::model
