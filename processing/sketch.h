// Values as members of a hidden dimension, so that sketches are ordinary rows: they are stored,
// merged, rolled up and taken back like any other count, and no order of events shows in them.
//
// A quantile counts values in bins whose width is at most 1/64 of their lower edge, so the middle
// of a bin is within 0.8 % of every value in it (a DDSketch with linear mapping between powers of
// two; Masson, Rim, Lee 2019). Only integers are used: the same bins everywhere.
#pragma once

#include <bit>
#include <cstdint>

namespace ioc::processing {

inline constexpr int kBinBits = 6;  // 2^6 bins for each power of two

// Bins sort as the values in them do; values of less than 128 have one of their own.
inline std::int64_t bin_of(std::int64_t value) {
  if (value < 0) return -1 - bin_of(value == INT64_MIN ? INT64_MAX : -value);
  const auto bits = static_cast<std::uint64_t>(value);
  const int shift = std::bit_width(bits) - 1 - kBinBits;
  if (shift <= 0) return value;
  return (std::int64_t{shift} << kBinBits) + static_cast<std::int64_t>(bits >> shift);
}

// The middle of a bin.
inline std::int64_t bin_middle(std::int64_t bin) {
  if (bin < 0) return -bin_middle(-1 - bin);
  constexpr std::int64_t kOwn = std::int64_t{2} << kBinBits;
  if (bin < kOwn) return bin;
  const auto shift = static_cast<int>((bin >> kBinBits) - 1);
  const std::int64_t low = ((bin & ((1 << kBinBits) - 1)) | (1 << kBinBits)) << shift;
  return low + ((std::int64_t{1} << shift) - 1) / 2;
}

}  // namespace ioc::processing
