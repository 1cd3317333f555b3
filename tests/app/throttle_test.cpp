// Who guesses is slowed down, and nobody else (app/throttle.h).
#include "app/throttle.h"

#include <gtest/gtest.h>

#include "model/limits.h"

namespace ioc::app::throttle_test {
namespace {

constexpr model::Instant kNow{1'602'755'998'120};

TEST(Throttle, NetworksAreTwentyFourAndFortyEightBits) {
  EXPECT_EQ(network_of("10.1.2.3"), network_of("10.1.2.250"));
  EXPECT_NE(network_of("10.1.2.3"), network_of("10.1.3.3"));
  EXPECT_EQ(network_of("::ffff:10.1.2.3"), network_of("10.1.2.9"));
  EXPECT_EQ(network_of("2001:db8:1:2::3"), network_of("2001:db8:1:ffff::1"));
  EXPECT_NE(network_of("2001:db8:1:2::3"), network_of("2001:db8:2:2::3"));
}

TEST(Throttle, EachFurtherTryWaitsTwiceAsLongToABound) {
  Throttle throttle;
  model::Instant now = kNow;
  for (int i = 0; i < model::kSignInFreeTries; ++i) {
    EXPECT_EQ(throttle.try_in_ms("an", "10.0.0.1", now), 0) << i;
  }
  std::int64_t expected_ms = model::kSignInDelayMinMs;
  for (int i = 0; i < 12; ++i) {
    EXPECT_EQ(throttle.try_in_ms("an", "10.0.0.1", now), expected_ms);
    EXPECT_EQ(throttle.try_in_ms("an", "10.0.0.77", now), expected_ms) << "the same network";
    EXPECT_GT(throttle.try_in_ms("an", "10.0.0.1", {now.ms + expected_ms - 1}), 0);
    now.ms += expected_ms;
    EXPECT_EQ(throttle.try_in_ms("an", "10.0.0.1", now), 0) << "asking has prolonged nothing";
    expected_ms = std::min(expected_ms * 2, model::kSignInDelayMaxMs);
  }
  EXPECT_EQ(expected_ms, model::kSignInDelayMaxMs);
}

TEST(Throttle, AStrangerLocksNobodyOut) {
  Throttle throttle;
  for (int i = 0; i < 100; ++i) throttle.try_in_ms("an", "10.0.0.1", kNow);
  EXPECT_GT(throttle.try_in_ms("an", "10.0.0.1", kNow), 0);
  EXPECT_EQ(throttle.try_in_ms("an", "192.168.7.7", kNow), 0);
  EXPECT_EQ(throttle.try_in_ms("binh", "10.0.0.1", kNow), 0);
}

TEST(Throttle, WhoGetsInBeginsAnewAndAnHourForgets) {
  Throttle throttle;
  for (int i = 0; i < 3; ++i) throttle.try_in_ms("an", "10.0.0.1", kNow);
  throttle.right("an", "10.0.0.9");
  for (int i = 0; i < model::kSignInFreeTries; ++i) {
    EXPECT_EQ(throttle.try_in_ms("an", "10.0.0.1", kNow), 0);
  }
  EXPECT_GT(throttle.try_in_ms("an", "10.0.0.1", kNow), 0);
  const model::Instant later{kNow.ms + model::kSignInForgetMs + 1};
  for (int i = 0; i < model::kSignInFreeTries; ++i) {
    EXPECT_EQ(throttle.try_in_ms("an", "10.0.0.1", later), 0);
  }
}

TEST(Throttle, ItsMemoryIsBounded) {
  Throttle throttle;
  for (std::size_t i = 0; i < model::kSignInPairsMax; ++i) {
    throttle.try_in_ms("a" + std::to_string(i), "10.0.0.1",
                       {kNow.ms + static_cast<std::int64_t>(i)});
  }
  for (int i = 0; i < 5; ++i) throttle.try_in_ms("an", "10.0.0.1", {kNow.ms + 1'000'000});
  EXPECT_GT(throttle.try_in_ms("an", "10.0.0.1", {kNow.ms + 1'000'000}), 0);
}

}  // namespace
}  // namespace ioc::app::throttle_test
