#include "processing/sliding_digest.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing::sliding_digest_test {
namespace {

using model::Digest;
using model::SlotKind;

Digest digest_of(SlotKind kind, Random& random) {
  Digest digest;
  const auto values = random.chance(10) ? 400 : random.between(0, 5);
  for (std::int64_t i = 0; i < values; ++i) {
    const std::int64_t value = random.between(0, 500);
    if (kind == SlotKind::distinct) {
      model::add_distinct(digest, model::value_hash(value));
    } else {
      model::add_latest(digest, {random.between(0, 99), "a", "b"}, value);
    }
  }
  return digest;
}

// Panes come, go and change, also late ones anywhere in the window: SlidingDigest T1.
TEST(SlidingDigest, EqualsTheNaiveMergeOfItsPanesAfterEveryStep) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const SlotKind kind = random.chance(50) ? SlotKind::distinct : SlotKind::latest;
    const bool leaves = random.chance(80);
    processing::SlidingDigest sliding(kind, leaves);
    std::map<std::int64_t, Digest> panes;
    std::int64_t first = 0, next = 0;
    for (int step = 0; step < 150; ++step) {
      const auto action = random.between(0, 2);
      if (action == 0 && leaves) {
        first = random.chance(10) ? next + 1 : first + random.between(1, 3);
        sliding.leave(first - 1);
        panes.erase(panes.begin(), panes.lower_bound(first));
        next = std::max(first, next);
      } else {
        next += action == 1 ? random.between(0, 3) : 0;
        const std::int64_t pane = action == 1 ? next : random.between(first, next);
        const Digest digest = digest_of(kind, random);
        sliding.add(pane, digest);
        model::merge_digest(kind, panes[pane], digest);
      }
      Digest expected, told;
      for (const auto& [pane, digest] : panes) model::merge_digest(kind, expected, digest);
      sliding.merge_into(told);
      ASSERT_EQ(told, expected) << "step " << step;
    }
  }
}

}  // namespace
}  // namespace ioc::testing::sliding_digest_test
