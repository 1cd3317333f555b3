// What a unit may send in a minute (serving/intake_limiter.h).
#include "serving/intake_limiter.h"

#include <gtest/gtest.h>

#include "model/limits.h"

namespace ioc::serving::intake_limiter_test {
namespace {

constexpr model::Instant kBegin{1'602'724'500'000};
constexpr model::Instant later(std::int64_t ms) { return {kBegin.ms + ms}; }

TEST(IntakeLimiter, AMinutesWorthMayComeAtOnceAndThenAsMuchAsComesBack) {
  IntakeLimiter limiter(2);
  for (std::int64_t i = 0; i < model::kIntakeRequestsPerMinute; ++i) {
    ASSERT_EQ(limiter.take_request(0, kBegin), 0);
  }
  EXPECT_EQ(limiter.take_request(0, kBegin), 1);
  EXPECT_EQ(limiter.take_request(1, kBegin), 0);  // another unit
  EXPECT_EQ(limiter.take_request(0, later(99)), 1);
  EXPECT_EQ(limiter.take_request(0, later(100)), 0);  // 600 a minute: one in 100 ms
  EXPECT_EQ(limiter.take_request(0, later(100)), 1);
  for (std::int64_t i = 0; i < model::kIntakeRequestsPerMinute; ++i) {
    ASSERT_EQ(limiter.take_request(0, later(3'600'000)), 0);  // never more than a minute's worth
  }
  EXPECT_EQ(limiter.take_request(0, later(3'600'000)), 1);
}

TEST(IntakeLimiter, TheWaitToldIsEnough) {
  IntakeLimiter limiter(1);
  constexpr std::size_t kLot = 10'000;
  for (int i = 0; i < 6; ++i) ASSERT_EQ(limiter.take_events(0, kLot, kBegin), 0);
  const std::int64_t wait_s = limiter.take_events(0, kLot, kBegin);
  EXPECT_EQ(wait_s, 10);
  EXPECT_GT(limiter.take_events(0, kLot, later(wait_s * 1000 - 1)), 0);
  EXPECT_EQ(limiter.take_events(0, kLot, later(wait_s * 1000)), 0);
}

TEST(IntakeLimiter, AClockThatGoesBackGivesNothing) {
  IntakeLimiter limiter(1);
  for (int i = 0; i < 6; ++i) ASSERT_EQ(limiter.take_events(0, 10'000, kBegin), 0);
  EXPECT_EQ(limiter.take_events(0, 1, later(-3'600'000)), 1);
  EXPECT_EQ(limiter.take_events(0, 1, later(-3'600'000 + 1)), 0);
}

}  // namespace
}  // namespace ioc::serving::intake_limiter_test
