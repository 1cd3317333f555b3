// Instants, spans and the civil calendar of one time zone, as plain data.
//
// An instant is milliseconds since 1970-01-01T00:00Z. Civil days are numbered like
// std::chrono::sys_days: day 0 is 1970-01-01 *in the zone's own calendar*.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ioc::model {

// A point in time, UTC milliseconds since the epoch. Not a clock reading: events bring it.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

// The number of a local calendar day; 0 is 1970-01-01.
using CivilDay = std::int32_t;

inline constexpr std::int64_t kSecondMs = 1000;
inline constexpr std::int64_t kMinuteMs = 60 * kSecondMs;
inline constexpr std::int64_t kHourMs = 60 * kMinuteMs;
inline constexpr std::int64_t kDayMs = 24 * kHourMs;

// Times outside [kTimeMin, kTimeEnd) cannot be read: RFC 3339 writes the years 0001 to 9999. The
// first day is one before year 1 in UTC, because east of Greenwich year 1 begins there.
inline constexpr Instant kTimeMin{-62'135'683'200'000};
inline constexpr Instant kTimeEnd{253'402'300'800'000};

// Floor division and remainder: the remainder is never negative. `b` is positive.
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t q = a / b;
  return q - ((a % b) < 0 ? 1 : 0);
}
constexpr std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - floor_div(a, b) * b; }

// Role: the offsets of one time zone since 1970, so that pure code knows local midnight. Earlier
// times have the first of them: before standard time, offsets were no whole minutes.
// Invariants: Z1 `steps` is not empty, sorted by `since_ms`, and the first begins at the far past.
// Threads: immutable after the catalogue is loaded.
class Zone {
 public:
  struct Step {
    std::int64_t since_ms;
    std::int32_t offset_ms;  // local = UTC + offset
  };

  Zone() : Zone("UTC", {{INT64_MIN, 0}}) {}
  Zone(std::string name, std::vector<Step> steps);

  const std::string& name() const { return name_; }
  const std::vector<Step>& steps() const { return steps_; }
  std::int64_t offset_ms(Instant t) const;
  CivilDay day_of(Instant t) const;
  // The first instant of a local day (00:00, or the end of the gap that swallows it).
  Instant day_start(CivilDay day) const;
  // A local wall-clock reading as an instant: the earlier of two, the end of a gap for none.
  Instant from_local(std::int64_t local_ms) const;
  // The largest width that divides `width_ms` and every difference of offsets, so that panes of
  // this width, laid from any local midnight, meet those laid from every other.
  std::int64_t common_width_ms(std::int64_t width_ms) const;

 private:
  const Step& step_at(Instant t) const;

  std::string name_;
  std::vector<Step> steps_;
};

// "2020-10-15T16:59:58.120+07:00": always with the zone's offset; milliseconds only when not zero.
std::string format_rfc3339(Instant t, const Zone& zone);

// RFC 3339 date-time of a year from 0001 with its offset (`T`, `t` or a blank between; fractions
// beyond milliseconds are cut off; a leap second counts as the second before it). Anything else:
// nullopt.
std::optional<Instant> parse_rfc3339(std::string_view text);

// One more format a field accepts. Written with strftime letters (`%Y-%m-%d %H:%M:%S`) or with
// pattern letters (`yyyy-MM-dd HH:mm:ss`); both are compiled to these steps.
struct TimeFormat {
  enum class Part : std::uint8_t {
    literal,
    year,
    month,
    day,
    hour,
    minute,
    second,
    fraction,
    offset
  };
  struct Step {
    Part part;
    char literal = 0;
  };
  std::string text;
  std::vector<Step> steps;

  // Empty when the text holds a letter that is not known.
  static std::optional<TimeFormat> compile(std::string_view text);
  // Reads the whole text; a time without an offset is local to `zone`.
  std::optional<Instant> parse(std::string_view text, const Zone& zone) const;
};

// "90s", "24h", "45d", "250ms", "1h30m": a positive length. Units ms, s, m, h, d, w.
std::optional<std::int64_t> parse_span_ms(std::string_view text);

// "2020-12-31" as a day number; years from 0001.
std::optional<CivilDay> parse_day(std::string_view text);
std::string format_day(CivilDay day);

}  // namespace ioc::model
