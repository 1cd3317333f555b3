#include "processing/id_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/processing/world.h"

namespace ioc::testing::id_memory_test {
namespace {

using model::EventId;
using processing::IdMemory;

EventId id_of(std::uint64_t number) {
  // Spread as a hash would be; the bits that the table does not keep are left alone.
  return {number * 0x9E3779B97F4A7C15ULL << 1, number * 0xD6E8FEB86659FD93ULL << 16};
}

TEST(IdMemory, KnowsWhatItWasTold) {
  IdMemory memory;
  EXPECT_TRUE(memory.remember(id_of(1), 10, 0));
  EXPECT_FALSE(memory.remember(id_of(1), 10, 0));
  EXPECT_FALSE(memory.remember(id_of(1), 99, 0));
  EXPECT_TRUE(memory.remember(id_of(2), 10, 0));
}

TEST(IdMemory, GrowsWithoutLosingAnId) {
  IdMemory memory;
  constexpr std::uint64_t kCount = 200'000;
  for (std::uint64_t i = 1; i <= kCount; ++i) ASSERT_TRUE(memory.remember(id_of(i), 5, 0));
  for (std::uint64_t i = 1; i <= kCount; ++i) ASSERT_FALSE(memory.remember(id_of(i), 5, 0));
  EXPECT_LE(memory.bytes(), kCount * 43);
}

TEST(IdMemory, ForgetsWholeHoursAndReusesTheirRoom) {
  IdMemory memory;
  std::uint64_t number = 1;
  for (std::int64_t hour = 400'000; hour < 400'500; ++hour) {
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(memory.remember(id_of(number++), hour, hour - 24));
    }
  }
  EXPECT_LE(memory.bytes(), 25'000u * 64) << "room for a day, not for all";
  EXPECT_TRUE(memory.remember(id_of(1), 400'500, 400'476));
  EXPECT_FALSE(memory.remember(id_of(number - 1), 400'500, 400'476));
}

// The fault this came of: a first event of 1970, then one of 2020 and the same again. The stamp of
// 2020 was read as an hour of the 1970s and forgotten.
TEST(IdMemory, RemembersAnEventThatLeapsDecades) {
  constexpr std::int64_t kYear2020 = 445'000;
  for (const std::int64_t first : {std::int64_t{0}, std::int64_t{-17'259'900}}) {  // the year 1
    IdMemory memory;
    EXPECT_TRUE(memory.remember(id_of(1), first, first - 24));
    EXPECT_TRUE(memory.remember(id_of(2), first + 1, first - 24));
    EXPECT_FALSE(memory.remember(id_of(1), kYear2020, first - 23)) << "known before the leap";
    EXPECT_TRUE(memory.remember(id_of(3), kYear2020, first - 23));
    EXPECT_FALSE(memory.remember(id_of(3), kYear2020, kYear2020 - 24));
    EXPECT_TRUE(memory.remember(id_of(1), kYear2020, kYear2020 - 24));
    EXPECT_FALSE(memory.remember(id_of(1), kYear2020, kYear2020 - 24));
  }
}

// The same rule in a plain map, over jumps of time from an hour to decades.
TEST(IdMemory, AgreesWithAMapWhateverTheJumpsOfTime) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    IdMemory memory;
    std::map<std::uint64_t, std::int64_t> hour_of;
    const std::int64_t lateness = random.chance(50) ? 24 : random.between(1, 30'000);
    std::int64_t high = 400'000;
    for (int step = 0; step < 4000; ++step) {
      const std::int64_t oldest = high - lateness;
      std::int64_t hour = high - random.between(0, lateness);
      if (random.chance(20)) hour = high + random.between(0, 30);
      if (random.chance(1)) hour = high + random.between(0, 400'000);
      const auto number = static_cast<std::uint64_t>(random.between(1, 3000));
      const auto known = hour_of.find(number);
      const bool is_new = known == hour_of.end() || known->second < oldest;
      ASSERT_EQ(memory.remember(id_of(number), hour, oldest), is_new) << "step " << step;
      if (!is_new) continue;
      hour_of[number] = hour;
      high = std::max(high, hour);
    }
  }
}

}  // namespace
}  // namespace ioc::testing::id_memory_test
