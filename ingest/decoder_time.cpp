#include "ingest/decoder_time.h"

#include <cstring>

namespace ioc::ingest {
namespace {

// Reads digits where they must stand and remembers whether one was missing.
struct Digits {
  const char* text;
  bool bad = false;

  int two(std::size_t at, int max) {
    const unsigned tens = static_cast<unsigned char>(text[at]) - unsigned{'0'};
    const unsigned ones = static_cast<unsigned char>(text[at + 1]) - unsigned{'0'};
    const int value = static_cast<int>(tens * 10 + ones);
    bad |= tens > 9 || ones > 9 || value > max;
    return value;
  }
  int one(std::size_t at) {
    const unsigned digit = static_cast<unsigned char>(text[at]) - unsigned{'0'};
    bad |= digit > 9;
    return static_cast<int>(digit);
  }
  void mark(std::size_t at, char wanted) { bad |= text[at] != wanted; }
};

}  // namespace

bool TimeReader::knows_day(std::string_view text) {
  if (std::memcmp(text.data(), day_text_.data(), kDayBytes) == 0) return true;
  const std::optional<model::CivilDay> day = model::parse_day(text.substr(0, kDayBytes));
  if (!day) return false;
  std::memcpy(day_text_.data(), text.data(), kDayBytes);
  day_ms_ = std::int64_t{*day} * model::kDayMs;
  return true;
}

std::optional<model::Instant> TimeReader::read(std::string_view text) {
  constexpr std::size_t kSecondsEnd = 19;
  constexpr std::size_t kOffsetBytes = 6;
  if (text.size() <= kSecondsEnd || !knows_day(text)) return model::parse_rfc3339(text);
  Digits in{text.data()};
  in.mark(10, 'T');
  in.mark(13, ':');
  in.mark(16, ':');
  std::int64_t ms = day_ms_ + in.two(11, 23) * model::kHourMs + in.two(14, 59) * model::kMinuteMs +
                    in.two(17, 59) * model::kSecondMs;
  std::size_t end = kSecondsEnd;
  if (text[end] == '.' && text.size() > end + 4) {
    ms += in.two(end + 1, 99) * 10 + in.one(end + 3);
    end += 4;
  }
  if (text.size() == end + kOffsetBytes) {
    in.bad |= text[end] != '+' && text[end] != '-';
    in.mark(end + 3, ':');
    const std::int64_t offset =
        in.two(end + 1, 23) * model::kHourMs + in.two(end + 4, 59) * model::kMinuteMs;
    ms += text[end] == '+' ? -offset : offset;
  } else {
    in.bad |= text.size() != end + 1 || text[end] != 'Z';
  }
  if (in.bad || ms < model::kTimeMin.ms || ms >= model::kTimeEnd.ms) {
    return model::parse_rfc3339(text);
  }
  return model::Instant{ms};
}

}  // namespace ioc::ingest
