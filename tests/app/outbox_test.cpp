// How long what waits for the broker has waited.
#include "app/outbox.h"

#include <gtest/gtest.h>

namespace ioc::app::outbox_test {
namespace {

TEST(OutboxAges, TheOldestNotAcknowledgedCounts) {
  OutboxAges ages;
  EXPECT_EQ(ages.oldest_age_ms(0, 5'000), 0);
  ages.committed(10, 5'000);
  ages.committed(20, 9'000);
  EXPECT_EQ(ages.oldest_age_ms(0, 36'000), 31'000);
  EXPECT_EQ(ages.oldest_age_ms(9, 36'000), 31'000);
  EXPECT_EQ(ages.oldest_age_ms(10, 36'000), 27'000);
  EXPECT_EQ(ages.oldest_age_ms(20, 36'000), 0);
}

TEST(OutboxAges, MoreMarksThanAreKeptMakeNothingYounger) {
  OutboxAges ages;
  for (std::uint64_t second = 0; second < 1'000; ++second) {
    ages.committed(second + 1, static_cast<std::int64_t>(second) * 1'000);
  }
  EXPECT_EQ(ages.oldest_age_ms(0, 1'000'000), 1'000'000);
  EXPECT_GE(ages.oldest_age_ms(500, 1'000'000), 500'000);
  EXPECT_EQ(ages.oldest_age_ms(1'000, 1'000'000), 0);
}

}  // namespace
}  // namespace ioc::app::outbox_test
