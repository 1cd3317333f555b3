#include "ingest/decoder_time.h"

#include <cstring>

#include "ingest/json_text.h"

namespace ioc::ingest {
namespace {

constexpr std::int64_t kNotAClock = -1;

// The digit at a byte of a word; bytes count from the low end, as text is loaded.
constexpr std::int64_t digit(std::uint64_t word, int byte) { return word >> (8 * byte) & 0xF; }

// "hh:mm:ss" as milliseconds, or kNotAClock. All eight bytes are checked at once: a byte is a digit
// when its high half is 3 and stays 3 after adding 6; the colons must match exactly.
std::int64_t clock_ms(const char* text) {
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  std::uint64_t word;
  std::memcpy(&word, text, sizeof word);
  const bool is_written = (word & 0xF0F0FFF0F0FFF0F0) == 0x30303A30303A3030 &&
                          ((word + 0x0606000606000606) & 0xF0F000F0F000F0F0) == 0x3030003030003030;
  if (!is_written) return kNotAClock;
  const std::int64_t hour = digit(word, 0) * 10 + digit(word, 1);
  const std::int64_t minute = digit(word, 3) * 10 + digit(word, 4);
  const std::int64_t second = digit(word, 6) * 10 + digit(word, 7);
  if (hour > 23 || minute > 59 || second > 59) return kNotAClock;
  return hour * model::kHourMs + minute * model::kMinuteMs + second * model::kSecondMs;
}

}  // namespace

bool TimeReader::learn_day(std::string_view text) {
  const std::optional<model::CivilDay> day = model::parse_day(text);
  if (!day) return false;
  std::memcpy(day_text_.data(), text.data(), kDayBytes);
  day_ms_ = std::int64_t{*day} * model::kDayMs;
  return true;
}

// The model reads the offset behind a midnight whose instant is known.
bool TimeReader::learn_offset(std::string_view text) {
  constexpr std::int64_t kMidnightMs = 946'684'800'000;
  char probe[] = "2000-01-01T00:00:00+00:00";
  std::memcpy(probe + sizeof probe - 1 - kOffsetBytes, text.data(), kOffsetBytes);
  const std::optional<model::Instant> instant = model::parse_rfc3339(probe);
  if (!instant) return false;
  std::memcpy(offset_text_.data(), text.data(), kOffsetBytes);
  offset_ms_ = kMidnightMs - instant->ms;
  return true;
}

std::optional<model::Instant> TimeReader::read(std::string_view text) {
  constexpr std::size_t kSecondsEnd = 19;
  constexpr std::size_t kFractionBytes = 4;
  if (text.size() <= kSecondsEnd || text[kDayBytes] != 'T') return model::parse_rfc3339(text);
  if (std::memcmp(text.data(), day_text_.data(), kDayBytes) != 0 &&
      !learn_day(text.substr(0, kDayBytes))) {
    return model::parse_rfc3339(text);
  }
  std::int64_t ms = clock_ms(text.data() + kDayBytes + 1);
  if (ms == kNotAClock) return model::parse_rfc3339(text);
  ms += day_ms_;

  std::string_view rest = text.substr(kSecondsEnd);
  if (rest.size() > kFractionBytes && rest[0] == '.' && is_digit(rest[1]) && is_digit(rest[2]) &&
      is_digit(rest[3])) {
    ms += (rest[1] - '0') * 100 + (rest[2] - '0') * 10 + (rest[3] - '0');
    rest.remove_prefix(kFractionBytes);
  }
  if (rest.size() == kOffsetBytes) {
    if (std::memcmp(rest.data(), offset_text_.data(), kOffsetBytes) != 0 && !learn_offset(rest)) {
      return model::parse_rfc3339(text);
    }
    ms -= offset_ms_;
  } else if (rest != "Z") {
    return model::parse_rfc3339(text);
  }
  if (ms < model::kTimeMin.ms || ms >= model::kTimeEnd.ms) return std::nullopt;
  return model::Instant{ms};
}

}  // namespace ioc::ingest
