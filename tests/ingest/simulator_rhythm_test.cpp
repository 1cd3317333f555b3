#include "ingest/simulator_rhythm.h"

#include <gtest/gtest.h>

#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_rhythm_test {
namespace {

constexpr std::array<Pace, 4> kHours = {{{7, 0, 1}, {11, 30, 0}, {13, 30, 1}, {17, 0, 0}}};
constexpr double kHour = 3600;

std::string after(const Rhythm& rhythm, std::string_view from, double hours) {
  const model::Zone zone("Seven", {{INT64_MIN, 7 * 3'600'000}});
  return model::format_rfc3339(rhythm.after(instant(from), hours * kHour), zone);
}

TEST(SimulatorRhythmTest, NightsNoonsAndWeekendsStandStill) {
  const WorkDays days(nullptr);
  const Rhythm rhythm(days, kHours, {});
  EXPECT_EQ(after(rhythm, "2020-10-15T08:00:00+07:00", 1), "2020-10-15T09:00:00+07:00");
  EXPECT_EQ(after(rhythm, "2020-10-15T11:00:00+07:00", 1), "2020-10-15T14:00:00+07:00");
  EXPECT_EQ(after(rhythm, "2020-10-16T16:30:00+07:00", 1), "2020-10-19T07:30:00+07:00");
  EXPECT_EQ(after(rhythm, "2020-10-18T12:00:00+07:00", 1), "2020-10-19T08:00:00+07:00");
  EXPECT_EQ(after(rhythm, "2020-10-12T07:00:00+07:00", 41), "2020-10-19T08:00:00+07:00");
}

TEST(SimulatorRhythmTest, HolidaysStandStillAndSwappedSaturdaysDoNot) {
  const WorkDays days(shipped_calendar());
  const Rhythm rhythm(days, kHours, {});
  // Tết of 2020: the last working day before it is Wednesday 22/1, the first after it Thursday
  // 30/1.
  EXPECT_EQ(after(rhythm, "2020-01-22T16:00:00+07:00", 2), "2020-01-30T08:00:00+07:00");
  // Monday 29/4/2024 is off for Saturday 4/5.
  EXPECT_EQ(after(rhythm, "2024-04-26T16:00:00+07:00", 2), "2024-05-02T08:00:00+07:00");
  EXPECT_EQ(after(rhythm, "2024-05-03T16:00:00+07:00", 2), "2024-05-04T08:00:00+07:00");
}

TEST(SimulatorRhythmTest, BeyondTheCalendarTheWeekGoesOn) {
  const WorkDays days(shipped_calendar());
  EXPECT_TRUE(days.is_working(day_of(instant("2150-01-02T08:00:00+07:00"))));  // a Friday
  EXPECT_FALSE(days.is_working(day_of(instant("2150-01-03T08:00:00+07:00"))));
  EXPECT_FALSE(days.is_working(day_of(instant("1990-01-06T08:00:00+07:00"))));  // a Saturday
}

}  // namespace
}  // namespace ioc::ingest::simulator_rhythm_test
