// The cache of decoded chunks: bounded, and safe within a commit.
#include "storage/chunk_cache.h"

#include <gtest/gtest.h>

namespace ioc::storage::chunk_cache_test {
namespace {

using model::PaneAddress;
using model::Tier;

PaneAddress at(std::int64_t pane) { return {0, Tier::fine, pane, 0, 0}; }

TEST(ChunkCache, FindsWhatWasAddedAndKeepsItUntilShrunk) {
  ChunkCache cache(10'000);
  for (int pane = 0; pane < 100; ++pane) {
    const auto found = cache.find_or_add(at(pane));
    EXPECT_TRUE(found.is_new);
    found.rows->words.assign(64, pane);
  }
  for (int pane = 0; pane < 100; ++pane) {  // C1
    const auto found = cache.find_or_add(at(pane));
    EXPECT_FALSE(found.is_new);
    EXPECT_EQ(found.rows->words.at(5), pane);
  }
}

TEST(ChunkCache, StaysWithinItsBoundAndGivesUpTheOldestFirst) {
  ChunkCache cache(10'000);
  for (int pane = 0; pane < 100; ++pane) cache.find_or_add(at(pane)).rows->words.assign(64, pane);
  cache.shrink();
  EXPECT_LE(cache.size_bytes(), 10'000u);
  EXPECT_GT(cache.size_bytes(), 5'000u);
  EXPECT_FALSE(cache.find_or_add(at(99)).is_new);
  EXPECT_TRUE(cache.find_or_add(at(0)).is_new);
}

TEST(ChunkCache, CountsChunksThatGrow) {
  ChunkCache cache(10'000);
  cache.find_or_add(at(1));
  cache.shrink();
  cache.find_or_add(at(1)).rows->words.assign(5'000, 1);
  cache.shrink();
  EXPECT_EQ(cache.size_bytes(), 0u);  // larger than the bound: given up
  EXPECT_TRUE(cache.find_or_add(at(1)).is_new);
}

TEST(ChunkCache, DropsExpiredPanesOfOneCubeAndTierOnly) {
  ChunkCache cache(1 << 20);
  for (int pane = 0; pane < 10; ++pane) {
    cache.find_or_add(at(pane));
    cache.find_or_add({1, Tier::fine, pane, 0, 0});
    cache.find_or_add({0, Tier::day, pane, 0, 0});
  }
  cache.drop({0, Tier::fine, 5});
  cache.shrink();
  for (int pane = 0; pane < 10; ++pane) {
    EXPECT_FALSE(cache.find_or_add({1, Tier::fine, pane, 0, 0}).is_new);
    EXPECT_FALSE(cache.find_or_add({0, Tier::day, pane, 0, 0}).is_new);
    EXPECT_EQ(cache.find_or_add(at(pane)).is_new, pane < 5);
  }
}

}  // namespace
}  // namespace ioc::storage::chunk_cache_test
