// What may be told of small numbers, so that no public figure tells of one person. Pure.
//
// Three steps, each of which depends only on what the step before has told, so that what is left
// out gives nothing away:
//
// 1. A count of 1 to k - 1 is told as "under k"; 0 is told; any other count as the nearest multiple
//    of k, that is as a range of k numbers: with k = 5, 11 is told as 10, which means 8 to 12.
// 2. A unit minus the units below it must not undo this. If five communes are each "under 5" and
//    their district is told as "about 20", all five have 4. So the sums that the ranges of the
//    parts allow are cut into pieces, each at least as wide as the widest range of a part, and the
//    whole is told as the piece it lies in: "13 to 22" there. Then every number in the range of
//    every part stays possible, and so it does level by level up to the root.
// 3. A share is told in steps that grow as it is of fewer, and only by a bound where it or the rest
//    counts 1 to k - 1. (docs/public-page.md says what this does not protect.)
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/units.h"

namespace ioc::serving {

// All that is told of a count: it is in [low, high], both included.
struct Range {
  std::int64_t low = 0;
  std::int64_t high = 0;
  bool operator==(const Range&) const = default;
};

// Step 1. `small` is k, 2 to 100; `count` is not negative.
Range range_of(std::int64_t count, std::int64_t small);

// Step 2, of one indicator and window. `counts` and the result are by index of `units`.
std::vector<Range> ranges_of(const model::UnitTree& units, std::span<const std::int64_t> counts,
                             std::int64_t small);

// Step 3, in per cent.
struct ShareTold {
  enum class Form : std::uint8_t {
    too_few,  // the whole counts so few that a percentage means nothing
    exact,    // 0 or 100
    rounded,  // to `step`
    at_least,
    at_most,
  };
  Form form = Form::too_few;
  double percent = 0;
  double step = 0;
  bool operator==(const ShareTold&) const = default;
};
inline constexpr std::int64_t kShareOfMin = 10;
ShareTold share_told(std::int64_t part, std::int64_t whole, std::int64_t small);

// The step, in per cent, of a percentage that so many took part in.
double share_step(std::int64_t count);

}  // namespace ioc::serving
