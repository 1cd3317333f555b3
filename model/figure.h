// A figure: one indicator, one window, one group, with all that is needed to explain it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/time.h"

namespace ioc::model {

using WideInt = __int128;

enum class FigureStatus : std::uint8_t { provisional, final, corrected };
constexpr std::string_view name_of(FigureStatus status) {
  return status == FigureStatus::provisional ? "provisional"
         : status == FigureStatus::final     ? "final"
                                             : "corrected";
}

// An exact number with `scale` digits after the point.
struct Decimal {
  WideInt scaled = 0;
  int scale = 0;
  // Shortest form without trailing zeros: "1250", "12.5", "-0.01".
  std::string to_string() const;
};

// The value as JSON text, made once where the number is known exactly.
//   counts: integers; sums, minima, maxima: exact decimals (durations in seconds, instants as
//   RFC 3339 strings); means and shares: the shortest text that reads back as the same double.
using JsonText = std::string;

// A member of a group: a JSON string for text and unit, a number for int, true/false for bool.
struct GroupMember {
  std::string name;
  JsonText value;
  bool operator==(const GroupMember&) const = default;
};

struct Figure {
  std::string indicator;
  std::string window;  // verbatim as in the catalogue
  std::vector<GroupMember> group;
  std::optional<Instant> start;  // none for standing counts
  Instant end;
  JsonText value;  // "null" where there is nothing to divide
  std::optional<JsonText> numerator;
  std::optional<JsonText> denominator;
  std::int64_t count = 0;
  FigureStatus status = FigureStatus::provisional;
  std::uint64_t revision = 1;
  Instant as_of;
  // Served figures only: the catalogue's hash and the offsets it stands for.
  std::string catalog;
  JsonText position;  // {"topic":[next offset by partition,…],…}
};

// The one JSON form of a figure (DESIGN section 5): members in fixed order, no blanks.
void append_json(std::string& out, const Figure& figure, const Zone& zone);
std::string group_json(const std::vector<GroupMember>& group);
void append_json_string(std::string& out, std::string_view text);

// The shortest text that reads back as the same double; integers without a point.
std::string shortest_double(double value);
// numerator / denominator as the nearest double, for scaled integers; "null" when denominator is 0.
JsonText ratio_json(WideInt numerator, int numerator_scale, WideInt denominator);

}  // namespace ioc::model
