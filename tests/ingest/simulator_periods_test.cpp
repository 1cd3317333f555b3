#include "ingest/simulator_periods.h"

#include <gtest/gtest.h>

#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_periods_test {
namespace {

TEST(SimulatorPeriodsTest, AMonthsPeriodIsDueOnItsSeventeenth) {
  const Period period = period_of(instant("2020-12-31T23:59:00+07:00"));
  EXPECT_EQ(period.name, "2020-12");
  EXPECT_EQ(period.opens, instant("2020-12-01T00:00:00+07:00"));
  EXPECT_EQ(period.due, instant("2020-12-17T17:00:00+07:00"));
  EXPECT_EQ(period.next, instant("2021-01-01T00:00:00+07:00"));
}

TEST(SimulatorPeriodsTest, TheLastOneThatWasDueIsThisMonthsOrTheOneBefore) {
  EXPECT_EQ(period_due_before(instant("2021-01-18T08:00:00+07:00")).name, "2021-01");
  EXPECT_EQ(period_due_before(instant("2021-01-17T17:00:00+07:00")).name, "2020-12");
}

}  // namespace
}  // namespace ioc::ingest::simulator_periods_test
