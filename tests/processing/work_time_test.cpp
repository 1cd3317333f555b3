#include "processing/work_time.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

namespace ioc::processing::work_time_test {
namespace {

using model::Instant;
using model::kMinuteMs;
using model::Pause;

const model::Zone kVietnam("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});

Instant at(const char* local) {
  return *model::parse_rfc3339(std::string(local).replace(10, 1, "T") + ":00+07:00");
}
Pause pause(const char* begin, const char* end) { return {at(begin).ms, at(end).ms}; }

// 07:00-11:30 and 13:30-17:00, Monday to Friday; National Day 2020 off.
model::WorkCalendar office() {
  model::WorkRules rules;
  model::WorkWeek week;
  for (std::size_t i = 0; i < 5; ++i) week.days[i] = {{420, 690}, {810, 1020}};
  rules.own[model::kNoUnit] = {week};
  rules.holidays = {*model::parse_day("2020-09-02")};
  return model::WorkCalendar(rules, model::UnitTree(), kVietnam);
}
const model::WorkCalendar kOffice = office();

// Minutes.
std::optional<std::int64_t> between(const std::vector<Pause>& pauses, const char* a, const char* b,
                                    bool is_open = false) {
  const auto ms = WorkClock{kOffice, model::kNoUnit, {pauses, is_open}}.between(at(a), at(b));
  return ms ? std::optional(*ms / kMinuteMs) : std::nullopt;
}
std::string after(const std::vector<Pause>& pauses, const char* t, std::int64_t minutes,
                  bool is_open = false) {
  const WorkClock clock{kOffice, model::kNoUnit, {pauses, is_open}};
  const auto reached = clock.add(at(t), minutes * kMinuteMs);
  return reached ? model::format_rfc3339(*reached, kVietnam).substr(0, 16).replace(10, 1, " ")
                 : "absent";
}

TEST(WorkClock, LeavesOutWhatLiesInAPause) {
  const std::vector<Pause> pauses = {pause("2020-10-15 10:00", "2020-10-15 14:00")};
  EXPECT_EQ(between(pauses, "2020-10-15 07:00", "2020-10-15 17:00"), 480 - 90 - 30);
  EXPECT_EQ(between(pauses, "2020-10-15 17:00", "2020-10-15 07:00"), -(480 - 90 - 30));
  EXPECT_EQ(between(pauses, "2020-10-15 11:00", "2020-10-15 15:00"), 60) << "begun before";
  EXPECT_EQ(between(pauses, "2020-10-15 09:00", "2020-10-15 11:00"), 60) << "goes on after";
  EXPECT_EQ(between(pauses, "2020-10-15 10:30", "2020-10-15 11:00"), 0) << "within";
  EXPECT_EQ(between(pauses, "2020-10-15 14:00", "2020-10-15 15:00"), 60);
  EXPECT_EQ(between(pauses, "2020-10-15 09:00", "2020-10-15 10:00"), 60);
}

// Asked for a supplement on Tuesday 14:00, brought on Thursday 08:00; Wednesday is National Day.
TEST(WorkClock, GoesOnAfterAPauseAcrossAHoliday) {
  const std::vector<Pause> pauses = {pause("2020-09-01 14:00", "2020-09-03 08:00")};
  EXPECT_EQ(between(pauses, "2020-09-01 07:00", "2020-09-03 17:00"), 300 + 210 + 210);
  EXPECT_EQ(after(pauses, "2020-09-01 07:00", 960), "2020-09-04 11:00")
      << "of two days' work five hours lie before the pause, seven on Thursday, four on Friday";
  EXPECT_EQ(after({}, "2020-09-01 07:00", 960), "2020-09-03 17:00");
}

TEST(WorkClock, ExtendsByPausesThatBeginBeforeTheInstantReached) {
  const std::vector<Pause> at_the_end = {pause("2020-10-15 11:30", "2020-10-16 09:00")};
  EXPECT_EQ(after(at_the_end, "2020-10-15 07:00", 270), "2020-10-15 11:30")
      << "done when it begins";
  EXPECT_EQ(after(at_the_end, "2020-10-15 07:00", 271), "2020-10-16 09:01");
  const std::vector<Pause> two = {pause("2020-10-15 08:00", "2020-10-15 09:00"),
                                  pause("2020-10-15 10:00", "2020-10-15 11:00")};
  EXPECT_EQ(after(two, "2020-10-15 07:00", 90), "2020-10-15 09:30");
  EXPECT_EQ(after(two, "2020-10-15 07:00", 120), "2020-10-15 10:00");
  EXPECT_EQ(after(two, "2020-10-15 07:00", 150), "2020-10-15 11:30");
  EXPECT_EQ(after(two, "2020-10-15 08:30", 30), "2020-10-15 09:30") << "from within a pause";
  EXPECT_EQ(after(two, "2020-10-15 08:30", 0), "2020-10-15 08:30");
}

TEST(WorkClock, CountsBackOverPauses) {
  const std::vector<Pause> two = {pause("2020-10-15 08:00", "2020-10-15 09:00"),
                                  pause("2020-10-15 10:00", "2020-10-15 11:00")};
  EXPECT_EQ(after(two, "2020-10-15 11:30", -30), "2020-10-15 11:00");
  EXPECT_EQ(after(two, "2020-10-15 11:30", -31), "2020-10-15 09:59");
  EXPECT_EQ(after(two, "2020-10-15 11:30", -120), "2020-10-15 07:30");
  EXPECT_EQ(after({pause("2020-10-15 10:00", "2020-10-15 11:00")}, "2020-10-15 11:30", -30, true),
            "2020-10-15 09:30")
      << "not over, whatever its end says";
}

TEST(WorkClock, NeverReachesWhatAnOpenPauseKeepsBack) {
  const std::vector<Pause> pauses = {pause("2020-10-15 08:00", "2020-10-15 09:00"),
                                     pause("2020-10-15 10:00", "2020-10-15 11:00")};
  EXPECT_EQ(after(pauses, "2020-10-15 07:00", 120, true), "2020-10-15 10:00");
  EXPECT_EQ(after(pauses, "2020-10-15 07:00", 121, true), "absent");
  EXPECT_EQ(after(pauses, "2020-10-15 07:00", 121), "2020-10-15 11:01");
  EXPECT_EQ(between(pauses, "2020-10-15 07:00", "2020-11-15 07:00", true), 120);
}

TEST(WorkClock, IsAbsentWhereTheCalendarIs) {
  const std::vector<Pause> pauses = {pause("1999-10-15 10:00", "2000-01-05 07:30"),
                                     pause("2100-12-31 16:00", "2101-01-05 00:00")};
  EXPECT_EQ(between(pauses, "1999-12-31 07:00", "2020-10-15 07:00"), std::nullopt);
  EXPECT_EQ(between(pauses, "2000-01-03 07:00", "2000-01-05 08:00"), 30);
  EXPECT_EQ(after(pauses, "2100-12-31 07:00", 450), "absent");
  EXPECT_EQ(after(pauses, "2000-01-05 08:00", -31), "absent");
}

// As above, of a clock that begins anew at the end of each pause.
std::optional<std::int64_t> between_anew(const std::vector<Pause>& pauses, const char* a,
                                         const char* b, bool is_open = false) {
  const auto ms = WorkClock{kOffice, model::kNoUnit, {pauses, is_open, true}}.between(at(a), at(b));
  return ms ? std::optional(*ms / kMinuteMs) : std::nullopt;
}
std::string after_anew(const std::vector<Pause>& pauses, const char* t, std::int64_t minutes,
                       bool is_open = false) {
  const WorkClock clock{kOffice, model::kNoUnit, {pauses, is_open, true}};
  const auto reached = clock.add(at(t), minutes * kMinuteMs);
  return reached ? model::format_rfc3339(*reached, kVietnam).substr(0, 16).replace(10, 1, " ")
                 : "absent";
}

TEST(WorkClockAnew, CountsFromTheEndOfTheLastPause) {
  const std::vector<Pause> two = {pause("2020-10-15 08:00", "2020-10-15 09:00"),
                                  pause("2020-10-15 10:00", "2020-10-15 11:00")};
  EXPECT_EQ(between_anew(two, "2020-10-15 07:00", "2020-10-15 08:00"), 60) << "before it begins";
  EXPECT_EQ(between_anew(two, "2020-10-15 07:00", "2020-10-15 08:01"), 0) << "it goes on";
  EXPECT_EQ(between_anew(two, "2020-10-15 07:00", "2020-10-15 09:00"), 0) << "it ends";
  EXPECT_EQ(between_anew(two, "2020-10-15 07:00", "2020-10-15 09:30"), 30);
  EXPECT_EQ(between_anew(two, "2020-10-15 07:00", "2020-10-15 11:20"), 20);
  EXPECT_EQ(between_anew(two, "2020-10-15 11:20", "2020-10-15 07:00"), -20);
  EXPECT_EQ(between_anew(two, "2020-10-15 10:30", "2020-10-15 11:20"), 20) << "from within";
  EXPECT_EQ(between_anew(two, "2020-10-15 11:10", "2020-10-15 11:20"), 10) << "behind all";
  EXPECT_EQ(between_anew(two, "2020-10-15 07:00", "2020-10-16 11:20", true), 0) << "not over";
  EXPECT_EQ(between_anew({}, "2020-10-15 07:00", "2020-10-15 08:30"), 90);
  const std::vector<Pause> before = {pause("1999-10-15 10:00", "2000-01-05 07:30")};
  EXPECT_EQ(between_anew(before, "1999-12-31 07:00", "2020-10-15 07:00"), std::nullopt)
      << "as far as the calendar is known";
}

TEST(WorkClockAnew, GivesTheWholeAllowanceAfterAPauseThatBeginsBeforeItIsUsedUp) {
  const std::vector<Pause> two = {pause("2020-10-15 08:00", "2020-10-15 09:00"),
                                  pause("2020-10-15 10:00", "2020-10-15 11:00")};
  EXPECT_EQ(after_anew(two, "2020-10-15 07:00", 60), "2020-10-15 08:00") << "used up before";
  EXPECT_EQ(after_anew(two, "2020-10-15 07:00", 61), "2020-10-15 14:01")
      << "09:00 and 61 minutes is after the second begins; half an hour is left of the morning";
  EXPECT_EQ(after_anew(two, "2020-10-15 07:30", 60), "2020-10-15 10:00");
  EXPECT_EQ(after_anew(two, "2020-10-15 07:00", 61, true), "absent");
  EXPECT_EQ(after_anew(two, "2020-10-15 07:00", 0), "2020-10-15 07:00");
  EXPECT_EQ(after_anew(two, "2020-10-15 11:30", -30), "2020-10-15 11:00");
  EXPECT_EQ(after_anew(two, "2020-10-15 11:30", -31), "absent") << "no more since the pause";
  EXPECT_EQ(after_anew(two, "2020-10-15 10:30", -1), "absent") << "within it";
  EXPECT_EQ(after_anew(two, "2020-10-15 08:00", -30), "2020-10-15 07:30");
}

TEST(WorkClockAnew, APauseOfNoLengthIsNone) {
  const std::vector<Pause> none = {pause("2020-10-15 08:00", "2020-10-15 08:00")};
  EXPECT_EQ(between_anew(none, "2020-10-15 07:00", "2020-10-15 09:00"), 120);
  EXPECT_EQ(after_anew(none, "2020-10-15 07:00", 120), "2020-10-15 09:00");
  EXPECT_EQ(after_anew(none, "2020-10-15 09:00", -120), "2020-10-15 07:00");
  EXPECT_EQ(between_anew(none, "2020-10-15 07:00", "2020-10-15 09:00", true), 0)
      << "that is not over";
}

// Beside a walk over every minute that sets the count back to nothing in each pause.
TEST(WorkClockProperty, BeginsAnewAsAWalkOverEveryMinuteDoes) {
  std::mt19937_64 engine(8);
  const auto in = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
  };
  const std::int64_t first = at("2020-08-28 00:00").ms;
  constexpr std::int64_t kMinutes = 12 * 24 * 60;
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    std::vector<Pause> pauses;
    for (std::int64_t minute = in(0, 3000); minute < kMinutes; minute += in(0, 4000)) {
      const std::int64_t length = in(0, 4) == 0 ? 0 : in(1, 2500);
      pauses.push_back({first + minute * kMinuteMs, first + (minute + length) * kMinuteMs});
      minute += length;
    }
    const bool is_open = in(0, 3) == 0;
    const auto is_paused = [&](std::int64_t ms) {
      return std::any_of(pauses.begin(), pauses.end(), [&](const Pause& p) {
        return ms >= p.begin_ms && (ms < p.end_ms || (is_open && &p == &pauses.back()));
      });
    };
    const Instant a{first + in(0, kMinutes) * kMinuteMs}, b{first + in(0, kMinutes) * kMinuteMs};
    const WorkClock clock{kOffice, model::kNoUnit, {pauses, is_open, true}};
    std::int64_t walked = 0;
    for (std::int64_t t = std::min(a.ms, b.ms); t < std::max(a.ms, b.ms); t += kMinuteMs) {
      if (*kOffice.is_working(model::kNoUnit, {t})) walked += kMinuteMs;
      if (is_paused(t)) walked = 0;
    }
    ASSERT_EQ(clock.between(a, b), a < b ? walked : -walked);

    // Forward: the first minute at which so much was walked since.
    const std::int64_t wanted = in(1, 900) * kMinuteMs;
    std::optional<std::int64_t> due;
    std::int64_t done = 0;
    const std::int64_t last = first + 2 * kMinutes * kMinuteMs;
    for (std::int64_t t = a.ms; t < last && !due; t += kMinuteMs) {
      if (*kOffice.is_working(model::kNoUnit, {t})) done += kMinuteMs;
      if (is_paused(t)) done = 0;
      if (done == wanted) due = t + kMinuteMs;
    }
    const auto reached = clock.add(a, wanted);
    ASSERT_EQ(reached.has_value(), due.has_value());
    EXPECT_TRUE(!due || reached->ms == *due);

    // Back: the nearest instant with so much walked from it on, if there is one.
    const auto left = clock.add(b, -wanted);
    std::optional<std::int64_t> began;
    std::int64_t undone = 0;
    for (std::int64_t t = b.ms - kMinuteMs; t > first - 30 * 24 * 60 * kMinuteMs && !began;
         t -= kMinuteMs) {
      if (is_paused(t)) break;
      if (*kOffice.is_working(model::kNoUnit, {t})) undone += kMinuteMs;
      if (undone == wanted) began = t;
    }
    ASSERT_EQ(left.has_value(), began.has_value());
    EXPECT_TRUE(!began || left->ms == *began);
  }
}

// Beside a walk over every minute in which neither night, weekend nor pause counts.
TEST(WorkClockProperty, AgreesWithAWalkOverEveryMinute) {
  std::mt19937_64 engine(7);
  const auto in = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
  };
  const std::int64_t first = at("2020-08-28 00:00").ms;
  constexpr std::int64_t kMinutes = 12 * 24 * 60;
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE(round);
    std::vector<Pause> pauses;
    for (std::int64_t minute = in(0, 3000); minute < kMinutes; minute += in(0, 4000)) {
      const std::int64_t length = in(1, 2500);
      pauses.push_back({first + minute * kMinuteMs, first + (minute + length) * kMinuteMs});
      minute += length;
    }
    const bool is_open = in(0, 3) == 0;
    const auto counts = [&](std::int64_t ms) {
      for (const Pause& p : pauses) {
        const bool goes_on = ms < p.end_ms || (is_open && &p == &pauses.back());
        if (ms >= p.begin_ms && goes_on) return false;
      }
      return *kOffice.is_working(model::kNoUnit, {ms});
    };
    const Instant a{first + in(0, kMinutes) * kMinuteMs}, b{first + in(0, kMinutes) * kMinuteMs};
    std::int64_t walked = 0;
    for (std::int64_t t = std::min(a.ms, b.ms); t < std::max(a.ms, b.ms); t += kMinuteMs) {
      if (counts(t)) walked += a.ms < b.ms ? kMinuteMs : -kMinuteMs;
    }
    const WorkClock clock{kOffice, model::kNoUnit, {pauses, is_open}};
    ASSERT_EQ(clock.between(a, b), walked);
    const auto reached = clock.add(a, walked);
    ASSERT_TRUE(reached);
    EXPECT_EQ(clock.between(a, *reached), walked);
    // The nearest of those instants: the minute on the side of `a` counts.
    EXPECT_TRUE(walked <= 0 || counts(reached->ms - 1));
    EXPECT_TRUE(walked >= 0 || counts(reached->ms));
    EXPECT_TRUE(walked != 0 || *reached == a);
  }
}

}  // namespace
}  // namespace ioc::processing::work_time_test
