// Event times, read fast in the layout nearly all of them have.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/time.h"

namespace ioc::ingest {

// Role: answers as model::parse_rfc3339. "YYYY-MM-DDThh:mm:ss", with or without ".fff", then "Z"
// or "+hh:mm", is read in place; the day and the offset are worked out only when they are not the
// ones seen last. All else goes to the model.
// Threads: one at a time.
class TimeReader {
 public:
  std::optional<model::Instant> read(std::string_view text);

 private:
  static constexpr std::size_t kDayBytes = 10;    // 2020-10-15
  static constexpr std::size_t kOffsetBytes = 6;  // +07:00

  bool learn_day(std::string_view text);
  bool learn_offset(std::string_view text);

  std::array<char, kDayBytes> day_text_{};
  std::int64_t day_ms_ = 0;  // its midnight, as if local time were UTC
  std::array<char, kOffsetBytes> offset_text_{};
  std::int64_t offset_ms_ = 0;
};

}  // namespace ioc::ingest
