#include "model/pane_rows.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "model/digest.h"
#include "model/partials.h"

namespace ioc::model {
namespace {

// Old rows move to their new places; new ones begin empty (which merging does not tell from
// absent).
void make_room(const CubePlan& cube, PaneRows& rows, std::uint64_t wanted) {
  const auto row_words = static_cast<std::size_t>(cube.row_words);
  PaneRows wider{rows.present | wanted, {}, {}};
  wider.words.resize(row_count(wider) * row_words);
  if (cube.has_digests()) wider.digests.resize(row_count(wider));
  const std::int64_t* old = rows.words.data();
  std::int64_t* row = wider.words.data();
  std::size_t old_digest = 0, digest = 0;
  for (std::uint64_t bits = wider.present; bits != 0;
       bits &= bits - 1, row += row_words, ++digest) {
    if ((rows.present & bits & (0 - bits)) != 0) {
      std::copy_n(old, row_words, row);
      old += row_words;
      if (!cube.has_digests()) continue;
      wider.digests[digest] = std::move(rows.digests[old_digest++]);
    } else {
      clear_row(cube, row);
    }
  }
  rows = std::move(wider);
}

}  // namespace

void merge_pane(const CubePlan& cube, PaneRows& into, const PaneRows& change) {
  const auto row_words = static_cast<std::size_t>(cube.row_words);
  if ((change.present & ~into.present) != 0) make_room(cube, into, change.present);
  const std::int64_t* add = change.words.data();
  std::size_t digest = 0;
  for (std::uint64_t bits = change.present; bits != 0; bits &= bits - 1) {
    const std::uint64_t below = (bits & (0 - bits)) - 1;
    const auto at = static_cast<std::size_t>(std::popcount(into.present & below));
    merge_row(cube, into.words.data() + at * row_words, add);
    add += row_words;
    if (!cube.has_digests()) continue;
    merge_digest(cube.digest_kind(), into.digests[at], change.digests[digest++]);
  }
}

}  // namespace ioc::model
