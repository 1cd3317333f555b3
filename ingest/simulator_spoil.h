// Ways in which an event is spoilt on its way, each with the reason it is refused for.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ioc::ingest {

enum class Spoil : std::uint8_t {
  cut_short,     // malformed: the line broke
  garbled,       // malformed: a byte went wrong
  no_key,        // missing_field: the first member of data is lost
  no_id,         // missing_field: the envelope lacks its id
  wrapped_key,   // bad_type: a list of one where a text is due
  bad_time,      // bad_type: a day that is in no calendar
  unknown_unit,  // unknown_unit: a code of another province; of an event without a unit: no_key
  slow_clock,    // too_late: written by a computer whose clock is more than a year behind
};
inline constexpr std::array<double, 8> kSpoilWeights = {2, 1, 2, 1, 2, 1, 2, 0.5};

std::string spoilt(std::string_view event, Spoil way);

}  // namespace ioc::ingest
