// Small counts, differences of overlapping counts, and shares (serving/disclosure.h).
#include "serving/disclosure.h"

#include <algorithm>
#include <cmath>

namespace ioc::serving {
namespace {

// Numbers from 1 on in cells, as step 1 tells them: cell 0 is [1, k - 1], cell c the numbers
// nearest to c * k that are no less than k.
struct Cells {
  std::int64_t k;

  std::int64_t of(std::int64_t count) const { return count < k ? 0 : (count + k / 2) / k; }
  std::int64_t low(std::int64_t cell) const {
    return cell == 0 ? 1 : cell == 1 ? k : cell * k - k / 2;
  }
  std::int64_t high(std::int64_t cell) const {
    return cell == 0 ? k - 1 : cell * k - k / 2 + k - 1;
  }
};

// What the ranges of the parts allow the whole to be.
struct Sums {
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t width = 0;   // high - low of the widest part
  bool has_others = false;  // more than the parts counts, so that `high` is no bound
};

// The piece of step 2 that holds `count`: pieces are runs of cells from that of `sums.low` on, each
// just long enough to leave `sums.width` between its ends within what the sums allow; what is left
// over at the upper end belongs to the last.
class Pieces {
 public:
  Pieces(const Cells& cells, const Sums& sums) : cells_(cells), sums_(sums) {}

  Range of(std::int64_t count) const {
    const std::int64_t cell = cells_.of(count);
    std::int64_t first = begin_of(cell);
    std::int64_t end = end_of(first);
    if (!sums_.has_others) {
      // The piece at the top may be too short: then it is one with the piece below it.
      const std::int64_t last = begin_of(cells_.of(sums_.high));
      if (last > cells_.of(sums_.low) && is_short(last)) {
        if (first == last) first = begin_of(last - 1);
        if (end == last) end = end_of(last);
      }
    }
    return {cells_.low(first), cells_.high(end - 1)};
  }

 private:
  // The first cell of the piece with this cell.
  std::int64_t begin_of(std::int64_t cell) const {
    std::int64_t first = cells_.of(sums_.low);
    // The piece at the lower end and those of the first cells have lengths of their own; those
    // behind are alike, and are counted, not walked.
    for (bool is_own = true; is_own || first < 2; is_own = false) {
      const std::int64_t end = end_of(first);
      if (cell < end) return first;
      first = end;
    }
    const std::int64_t length = end_of(first) - first;
    return first + (cell - first) / length * length;
  }
  std::int64_t end_of(std::int64_t first) const {
    const std::int64_t low = std::max(cells_.low(first), sums_.low);
    std::int64_t end = first + 1;
    while (cells_.high(end - 1) - low < sums_.width) ++end;
    return end;
  }
  bool is_short(std::int64_t first) const {
    return sums_.high - std::max(cells_.low(first), sums_.low) < sums_.width;
  }

  const Cells& cells_;
  const Sums& sums_;
};

}  // namespace

Range range_of(std::int64_t count, std::int64_t small) {
  if (count <= 0) return {};
  const Cells cells{small};
  const std::int64_t cell = cells.of(count);
  return {cells.low(cell), cells.high(cell)};
}

std::vector<Range> ranges_of(const model::UnitTree& units, std::span<const std::int64_t> counts,
                             std::int64_t small) {
  const Cells cells{small};
  const std::size_t size = units.all().size();
  std::vector<Range> told(size);
  std::vector<Sums> sums(size);
  std::vector<std::int64_t> parts(size);
  std::vector<int> waiting(size);  // children not told yet
  const auto parent_of = [&](std::size_t unit) {
    return units.at(static_cast<model::UnitIndex>(unit)).parent;
  };
  for (std::size_t unit = 0; unit < size; ++unit) {
    if (parent_of(unit) != model::kNoUnit) ++waiting[static_cast<std::size_t>(parent_of(unit))];
  }
  std::vector<std::size_t> ready;
  for (std::size_t unit = 0; unit < size; ++unit) {
    if (waiting[unit] == 0) ready.push_back(unit);
  }
  while (!ready.empty()) {
    const std::size_t unit = ready.back();
    ready.pop_back();
    sums[unit].has_others = counts[unit] != parts[unit];
    // Where parts and whole were counted by different trees, the parts tell nothing of the whole.
    const bool is_bound = sums[unit].width > 0 && counts[unit] >= sums[unit].low;
    told[unit] =
        is_bound ? Pieces(cells, sums[unit]).of(counts[unit]) : range_of(counts[unit], small);
    if (parent_of(unit) == model::kNoUnit) continue;
    const auto parent = static_cast<std::size_t>(parent_of(unit));
    sums[parent].low += told[unit].low;
    sums[parent].high += told[unit].high;
    sums[parent].width = std::max(sums[parent].width, told[unit].high - told[unit].low);
    parts[parent] += counts[unit];
    if (--waiting[parent] == 0) ready.push_back(parent);
  }
  return told;
}

double share_step(std::int64_t count) { return count >= 1000 ? 0.1 : count >= 100 ? 1 : 5; }

ShareTold share_told(std::int64_t part, std::int64_t whole, std::int64_t small) {
  using Form = ShareTold::Form;
  const std::int64_t rest = whole - part;
  if (whole < kShareOfMin || part < 0 || rest < 0) return {};
  if (part == 0) return {Form::exact, 0, 0};
  if (rest == 0) return {Form::exact, 100, 0};
  const bool part_is_small = part < small, rest_is_small = rest < small;
  if (part_is_small && rest_is_small) return {};
  // The bound is of the smallest whole that would be told alike, not of this one.
  const std::int64_t least = std::max(kShareOfMin, range_of(whole, small).low);
  const double bound = 100.0 * static_cast<double>(small - 1) / static_cast<double>(least);
  if (part_is_small) return {Form::at_most, std::ceil(bound), 0};
  if (rest_is_small) return {Form::at_least, std::floor(100 - bound), 0};
  const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
  const double step = share_step(whole);
  return {Form::rounded, std::round(percent / step) * step, step};
}

}  // namespace ioc::serving
