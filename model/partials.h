// Rows of partial aggregates and the one way to merge them.
//
// A row is `row_words` 64-bit words: word 0 the revision of its last change, then the slots. What
// its digest holds, if the cube has one, is merged beside it (model/digest.h).
// Merging is associative and commutative and `clear_row` is its identity, so panes can be merged in
// any grouping (tests/model/partials_test.cpp proves it on random rows).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "model/figure.h"
#include "model/plan.h"

namespace ioc::model {

inline WideInt load_wide(const std::int64_t* words) {
  WideInt value;
  std::memcpy(&value, words, sizeof value);
  return value;
}
inline void store_wide(std::int64_t* words, WideInt value) {
  std::memcpy(words, &value, sizeof value);
}
inline void add_wide(std::int64_t* words, WideInt value) {
  store_wide(words, load_wide(words) + value);
}

inline void clear_row(const CubePlan& cube, std::int64_t* row) {
  std::fill_n(row, cube.row_words, 0);
  for (const Slot& slot : cube.slots) {
    if (slot.kind == SlotKind::minimum) row[slot.word] = INT64_MAX;
    if (slot.kind == SlotKind::maximum) row[slot.word] = INT64_MIN;
  }
}

inline void merge_row(const CubePlan& cube, std::int64_t* into, const std::int64_t* from) {
  into[0] = std::max(into[0], from[0]);
  for (const Slot& slot : cube.slots) {
    std::int64_t* to = into + slot.word;
    const std::int64_t* of = from + slot.word;
    switch (slot.kind) {
      case SlotKind::count: *to += *of; break;
      case SlotKind::sum: add_wide(to, load_wide(of)); break;
      case SlotKind::minimum: *to = std::min(*to, *of); break;
      case SlotKind::maximum: *to = std::max(*to, *of); break;
      case SlotKind::distinct:
      case SlotKind::latest: break;  // no words
    }
  }
}

}  // namespace ioc::model
