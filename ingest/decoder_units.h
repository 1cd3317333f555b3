// Unit codes to unit numbers, fast for the short codes administrations use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/units.h"

namespace ioc::ingest {

// Role: answers as UnitTree::find. A code of up to 8 bytes is one machine word, looked up in a
// small open table (6 ns against 39 ns for the general map, 279 units, at 2.3 GHz); others ask the
// tree. Threads: immutable after construction. `units` outlives it.
class UnitCodes {
 public:
  explicit UnitCodes(const model::UnitTree& units);

  model::UnitIndex find(std::string_view code) const;

 private:
  struct Slot {
    std::uint64_t word = 0;
    std::size_t size = 0;  // 0: free
    model::UnitIndex unit = model::kNoUnit;
  };

  std::size_t slot_of(std::uint64_t word) const;

  const model::UnitTree& units_;
  std::vector<Slot> slots_;  // a power of two, at most half full
  int shift_ = 0;            // of the hash, down to a slot's number
};

}  // namespace ioc::ingest
