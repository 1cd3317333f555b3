#include "processing/id_memory.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/processing/world.h"

namespace ioc::testing {
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
  EXPECT_LE(memory.bytes(), kCount * 37);
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

// The same rule in a plain map, over jumps of time from an hour to ten years.
TEST(IdMemory, AgreesWithAMapWhateverTheJumpsOfTime) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    IdMemory memory;
    std::map<std::uint64_t, std::int64_t> hour_of;
    const std::int64_t lateness = random.chance(50) ? 24 : random.between(1, 30'000);
    std::int64_t high = 400'000;
    for (int step = 0; step < 4000; ++step) {
      if (random.chance(1)) high += random.between(0, 90'000);
      if (random.chance(20)) high += random.between(0, 30);
      const std::int64_t oldest = high - lateness;
      const std::int64_t hour = high - random.between(0, lateness);
      const auto number = static_cast<std::uint64_t>(random.between(1, 3000));
      const auto known = hour_of.find(number);
      const bool is_new = known == hour_of.end() || known->second < oldest;
      ASSERT_EQ(memory.remember(id_of(number), hour, oldest), is_new) << "step " << step;
      if (is_new) hour_of[number] = hour;
    }
  }
}

}  // namespace
}  // namespace ioc::testing
