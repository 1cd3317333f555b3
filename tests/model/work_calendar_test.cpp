#include "model/work_calendar.h"

#include <gtest/gtest.h>

#include <random>

namespace ioc::model::work_calendar_test {
namespace {

const Zone kVietnam("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});
// Forward at 02:00 on 29 March 2020, back at 03:00 on 25 October.
const Zone kSummer("Summer", {{INT64_MIN, 3'600'000},
                              {1585443600000, 7'200'000},
                              {1603587600000, 3'600'000}});

constexpr UnitIndex kProvince = 0, kDistrict = 1, kCommune = 2, kOther = 3;

UnitTree units() {
  std::vector<Unit> units(4);
  const char* const codes[] = {"49", "502", "20335", "503"};
  const UnitIndex parents[] = {kNoUnit, kProvince, kDistrict, kProvince};
  for (std::size_t i = 0; i < units.size(); ++i) {
    units[i].code = codes[i];
    units[i].parent = parents[i];
  }
  return UnitTree(std::move(units));
}

CivilDay day(const char* text) { return *parse_day(text); }
Instant at(const char* local) {
  return *parse_rfc3339(std::string(local).replace(10, 1, "T") + ":00+07:00");
}
std::string local(std::optional<Instant> t) {
  return t ? format_rfc3339(*t, kVietnam).substr(0, 16).replace(10, 1, " ") : "absent";
}

WorkWeek week(const char* from, int days, std::vector<WorkSpan> spans) {
  WorkWeek out;
  out.from = day(from);
  for (int i = 0; i < days; ++i) out.days[static_cast<std::size_t>(i)] = spans;
  return out;
}
constexpr WorkSpan kMorning{7 * 60, 11 * 60 + 30}, kAfternoon{13 * 60 + 30, 17 * 60};

// Office hours 07:00-11:30 and 13:30-17:00, Monday to Friday.
WorkRules office() {
  WorkRules rules;
  rules.root = kProvince;
  rules.own[kProvince] = {week("2016-01-01", 5, {kMorning, kAfternoon})};
  return rules;
}

class WorkCalendarTest : public ::testing::Test {
 protected:
  void use(WorkRules rules) {
    calendar_ = std::make_unique<WorkCalendar>(rules, units(), kVietnam);
  }
  // Minutes.
  std::optional<std::int64_t> between(const char* a, const char* b, UnitIndex unit = kProvince) {
    const auto ms = calendar_->work_time(unit, at(a), at(b));
    return ms ? std::optional(*ms / kMinuteMs) : std::nullopt;
  }
  std::string after(const char* t, std::int64_t minutes, UnitIndex unit = kProvince) {
    return local(calendar_->add_work_time(unit, at(t), minutes * kMinuteMs));
  }

  std::unique_ptr<WorkCalendar> calendar_ =
      std::make_unique<WorkCalendar>(office(), units(), kVietnam);
};

TEST_F(WorkCalendarTest, CountsWithinADayWithoutTheLunchBreak) {
  EXPECT_EQ(between("2020-10-15 08:00", "2020-10-15 09:10"), 70);
  EXPECT_EQ(between("2020-10-15 11:00", "2020-10-15 14:00"), 60);
  EXPECT_EQ(between("2020-10-15 11:30", "2020-10-15 13:30"), 0);
  EXPECT_EQ(between("2020-10-15 00:00", "2020-10-15 23:00"), 480);
  EXPECT_EQ(
      calendar_->work_time(kProvince, {at("2020-10-15 11:30").ms - 1}, at("2020-10-15 13:00")), 1)
      << "to the millisecond";
}

TEST_F(WorkCalendarTest, CountsOverAWeekend) {
  EXPECT_EQ(between("2020-10-16 16:00", "2020-10-19 08:00"), 120);
  EXPECT_EQ(between("2020-10-17 09:00", "2020-10-18 16:00"), 0);
}

TEST_F(WorkCalendarTest, IsNegativeWhenTheEndIsBefore) {
  EXPECT_EQ(between("2020-10-19 08:00", "2020-10-16 16:00"), -120);
  EXPECT_EQ(between("2020-10-15 08:00", "2020-10-15 08:00"), 0);
}

// Tết 2020: Thursday 23 January and 27 to 29 January were off, and the weekend between.
TEST_F(WorkCalendarTest, LeavesTetOut) {
  WorkRules rules = office();
  for (const char* off : {"2020-01-23", "2020-01-24", "2020-01-27", "2020-01-28", "2020-01-29"}) {
    rules.holidays.push_back(day(off));
  }
  use(rules);
  EXPECT_EQ(between("2020-01-22 16:00", "2020-01-30 08:00"), 120);
  EXPECT_EQ(after("2020-01-22 16:00", 16 * 60), "2020-01-31 16:00") << "two days of work";
  EXPECT_EQ(calendar_->next_working_day(kProvince, day("2020-01-22")), day("2020-01-30"));
  EXPECT_EQ(calendar_->is_working_day(kProvince, day("2020-01-28")), false);
}

// 2024: Monday 29 April off for Saturday 4 May; 30 April and 1 May are holidays.
TEST_F(WorkCalendarTest, WorksOnASwappedSaturdayTheHoursOfTheDayItStandsInFor) {
  WorkRules rules = office();
  rules.own[kProvince][0].days[0] = {{8 * 60, 12 * 60}};  // short Mondays
  rules.holidays = {day("2024-04-30"), day("2024-05-01")};
  rules.swaps = {{day("2024-04-29"), day("2024-05-04")}};
  use(rules);
  EXPECT_EQ(between("2024-04-29 00:00", "2024-04-30 00:00"), 0);
  EXPECT_EQ(between("2024-05-04 00:00", "2024-05-05 00:00"), 240);
  EXPECT_EQ(after("2024-04-26 16:30", 30 + 480 * 2 + 60), "2024-05-04 09:00");
  EXPECT_EQ(calendar_->next_working_day(kProvince, day("2024-05-03")), day("2024-05-04"));
  EXPECT_EQ(calendar_->is_working(kProvince, at("2024-05-04 12:00")), false);
}

// Practice of one-stop systems: received after closing counts from the next opening, in the lunch
// break from the afternoon's, and whole days end at the same time of day.
TEST_F(WorkCalendarTest, AddsWorkingTimeFromTheNextOpening) {
  EXPECT_EQ(after("2020-10-15 17:20", 60), "2020-10-16 08:00");
  EXPECT_EQ(after("2020-10-15 12:00", 60), "2020-10-15 14:30");
  EXPECT_EQ(after("2020-10-15 05:00", 60), "2020-10-15 08:00");
  EXPECT_EQ(after("2020-10-15 08:15", 5 * 480), "2020-10-22 08:15");
  EXPECT_EQ(after("2020-10-17 10:00", 480), "2020-10-19 17:00");
}

TEST_F(WorkCalendarTest, TakesOfTwoInstantsAtABreakTheNearerOne) {
  EXPECT_EQ(after("2020-10-15 07:00", 270), "2020-10-15 11:30");
  EXPECT_EQ(after("2020-10-15 07:00", 480), "2020-10-15 17:00");
  EXPECT_EQ(after("2020-10-15 17:00", -210), "2020-10-15 13:30");
  EXPECT_EQ(after("2020-10-19 07:00", -480), "2020-10-16 07:00") << "Friday's opening";
  EXPECT_EQ(after("2020-10-15 12:00", 0), "2020-10-15 12:00");
  EXPECT_EQ(after("2020-10-17 12:00", -1), "2020-10-16 16:59");
}

TEST_F(WorkCalendarTest, GivesAUnitWithoutHoursThoseOfTheNearestAbove) {
  WorkRules rules = office();
  rules.own[kDistrict] = {week("2020-06-01", 6, {{8 * 60, 12 * 60}})};
  use(rules);
  EXPECT_EQ(between("2020-10-15 00:00", "2020-10-16 00:00", kDistrict), 240);
  EXPECT_EQ(between("2020-10-15 00:00", "2020-10-16 00:00", kCommune), 240);
  EXPECT_EQ(between("2020-10-15 00:00", "2020-10-16 00:00", kOther), 480);
  EXPECT_EQ(between("2020-10-15 00:00", "2020-10-16 00:00", kNoUnit), 480);
  EXPECT_EQ(between("2020-05-28 00:00", "2020-05-29 00:00", kCommune), 480) << "before its own";
  EXPECT_EQ(between("2020-05-29 00:00", "2020-06-07 00:00", kCommune), 480 + 6 * 240);
  EXPECT_EQ(calendar_->table_count(), 2u) << "equal hours are laid out once";
}

TEST_F(WorkCalendarTest, KeepsThePastWhenHoursChange) {
  WorkRules rules = office();
  rules.own[kProvince].push_back(week("2021-01-04", 5, {{8 * 60, 12 * 60}}));
  use(rules);
  EXPECT_EQ(between("2020-12-31 00:00", "2021-01-01 00:00"), 480);
  EXPECT_EQ(between("2021-01-01 00:00", "2021-01-05 00:00"), 480 + 240);
}

TEST_F(WorkCalendarTest, IsAbsentOutsideWhatIsKnown) {
  EXPECT_EQ(between("2015-12-31 23:59", "2020-01-01 00:00"), std::nullopt);
  EXPECT_EQ(between("2016-01-01 00:00", "2016-01-02 00:00"), 480);
  EXPECT_EQ(between("2100-12-31 00:00", "2100-12-31 23:59"), 480);
  EXPECT_EQ(between("2020-01-01 00:00", "2101-01-01 00:00"), std::nullopt);
  EXPECT_EQ(after("2100-12-31 16:00", 60), "2100-12-31 17:00");
  EXPECT_EQ(after("2100-12-31 16:00", 61), "absent");
  EXPECT_EQ(after("2016-01-01 08:00", -60), "2016-01-01 07:00");
  EXPECT_EQ(after("2016-01-01 08:00", -61), "absent");
  EXPECT_EQ(calendar_->add_work_time(kProvince, at("2020-10-15 08:00"), INT64_MAX), std::nullopt);
  EXPECT_EQ(calendar_->add_work_time(kProvince, at("2020-10-15 08:00"), INT64_MIN), std::nullopt);
  EXPECT_EQ(calendar_->work_time(kProvince, {INT64_MIN}, {INT64_MAX}), std::nullopt);
  EXPECT_EQ(calendar_->is_working(kProvince, {INT64_MAX}), std::nullopt);
  EXPECT_EQ(calendar_->is_working_day(kProvince, day("2015-12-31")), std::nullopt);
  EXPECT_EQ(calendar_->is_working_day(kProvince, INT32_MAX), std::nullopt);
  EXPECT_EQ(calendar_->next_working_day(kProvince, INT32_MAX), std::nullopt);
  EXPECT_EQ(calendar_->next_working_day(kProvince, day("2015-12-31")), day("2016-01-01"));
}

TEST_F(WorkCalendarTest, IsAbsentWithoutAnyWorkingHour) {
  WorkRules rules;
  rules.root = kProvince;
  rules.own[kOther] = {week("2020-01-01", 0, {})};
  use(rules);
  for (const UnitIndex unit : {kProvince, kDistrict, kOther, kNoUnit}) {
    EXPECT_EQ(between("2020-10-15 08:00", "2020-10-15 09:00", unit), std::nullopt);
    EXPECT_EQ(after("2020-10-15 08:00", 0, unit), "absent");
    EXPECT_EQ(calendar_->is_working(unit, at("2020-10-15 08:00")), std::nullopt);
    EXPECT_EQ(calendar_->next_working_day(unit, day("2020-10-15")), std::nullopt);
  }
}

// Elapsed time: the night of the change is an hour shorter or longer than the clock says.
TEST_F(WorkCalendarTest, CountsElapsedTimeWhereTheClockChanges) {
  WorkRules rules;
  rules.root = kProvince;
  rules.own[kProvince] = {week("2016-01-01", 7, {{0, 24 * 60}})};
  const WorkCalendar calendar(rules, units(), kSummer);
  const auto hours = [&](const char* of_day) {
    return *calendar.work_time(kProvince, kSummer.day_start(day(of_day)),
                               kSummer.day_start(day(of_day) + 1)) /
           kHourMs;
  };
  EXPECT_EQ(hours("2020-03-28"), 24);
  EXPECT_EQ(hours("2020-03-29"), 23);
  EXPECT_EQ(hours("2020-10-25"), 25);
  rules.own[kProvince] = {week("2016-01-01", 7, {{2 * 60 + 10, 2 * 60 + 50}})};
  const WorkCalendar night(rules, units(), kSummer);
  EXPECT_EQ(night.is_working_day(kProvince, day("2020-03-28")), true);
  EXPECT_EQ(night.is_working_day(kProvince, day("2020-03-29")), false) << "jumped over";
}

TEST_F(WorkCalendarTest, DefinesItselfByCodes) {
  WorkRules rules = office();
  rules.own[kProvince][0] = week("2016-01-01", 1, {kMorning, kAfternoon});
  rules.own[kDistrict] = {week("2020-06-01", 1, {{8 * 60, 12 * 60}})};
  rules.holidays = {day("2024-05-01")};
  rules.swaps = {{day("2024-04-29"), day("2024-05-04")}};
  use(rules);
  EXPECT_EQ(calendar_->definition(units()),
            "calendar Asia/Ho_Chi_Minh root 49\n"
            "hours 49 from 2016-01-01 0:420-690 0:810-1020\n"
            "hours 502 from 2020-06-01 0:480-720\n"
            "off 2024-04-29\noff 2024-05-01\nwork 0 2024-05-04\n");
}

// The same answers from a walk over every minute by the wall clock.
class Recount {
 public:
  Recount(const WorkRules& rules, const UnitTree& units, const Zone& zone)
      : rules_(rules), units_(units), zone_(zone) {}

  bool is_working(UnitIndex unit, std::int64_t ms) const {
    const std::int64_t local = ms + zone_.offset_ms({ms});
    const auto today = static_cast<CivilDay>(floor_div(local, kDayMs));
    const auto minute = static_cast<int>(floor_mod(local, kDayMs) / kMinuteMs);
    int weekday = weekday_of(today);
    for (const CivilDay holiday : rules_.holidays) {
      if (holiday == today) return false;
    }
    for (const WorkSwap& swap : rules_.swaps) {
      if (swap.off == today) return false;
      if (swap.work == today) weekday = weekday_of(swap.off);
    }
    for (UnitIndex above = unit; above != kNoUnit; above = units_.at(above).parent) {
      const WorkWeek* in_force = nullptr;
      if (const auto own = rules_.own.find(above); own != rules_.own.end()) {
        for (const WorkWeek& week : own->second) {
          if (week.from <= today) in_force = &week;
        }
      }
      if (in_force == nullptr) continue;
      for (const WorkSpan& span : in_force->days[static_cast<std::size_t>(weekday)]) {
        if (minute >= span.begin_minute && minute < span.end_minute) return true;
      }
      return false;
    }
    return false;
  }

  std::int64_t work_time(UnitIndex unit, std::int64_t a, std::int64_t b) const {
    if (b < a) return -work_time(unit, b, a);
    std::int64_t sum = 0;
    for (std::int64_t t = a; t < b;) {
      const std::int64_t next = std::min(b, (floor_div(t, kMinuteMs) + 1) * kMinuteMs);
      if (is_working(unit, t)) sum += next - t;
      t = next;
    }
    return sum;
  }

 private:
  const WorkRules& rules_;
  const UnitTree& units_;
  const Zone& zone_;
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::int64_t in(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }

  // No edge of a span in the hours that a clock skips or repeats: there the wall clock has no one
  // answer.
  std::vector<WorkSpan> spans() {
    std::vector<WorkSpan> out;
    std::int64_t minute = in(0, 3) == 0 ? 0 : in(180, 600);
    for (std::int64_t i = in(1, 3); i > 0 && minute < 1440; --i) {
      const std::int64_t end =
          std::min<std::int64_t>(1440, std::max(minute, std::int64_t{180}) + in(1, 400));
      out.push_back({static_cast<int>(minute), static_cast<int>(end)});
      minute = end + in(0, 200);
    }
    return out;
  }

  WorkRules rules(CivilDay first) {
    WorkRules rules;
    rules.root = kProvince;
    for (const UnitIndex unit : {kProvince, kDistrict, kCommune}) {
      if (unit != kProvince && in(0, 1) == 0) continue;
      CivilDay from = unit == kProvince ? first - 60 : first + static_cast<CivilDay>(in(-20, 20));
      for (std::int64_t i = in(1, 3); i > 0; --i) {
        WorkWeek week;
        week.from = from;
        for (std::vector<WorkSpan>& spans_of_day : week.days) {
          if (in(0, 3) != 0) spans_of_day = spans();
        }
        rules.own[unit].push_back(week);
        from += static_cast<CivilDay>(in(1, 40));
      }
    }
    for (std::int64_t i = in(0, 6); i > 0; --i) {
      rules.holidays.push_back(first + static_cast<CivilDay>(in(-30, 30)));
    }
    for (CivilDay i = 0; i < in(0, 2); ++i) {
      rules.swaps.push_back({first + 31 + 2 * i, first - 31 - 2 * i});
    }
    return rules;
  }

 private:
  std::mt19937_64 engine_;
};

TEST(WorkCalendarProperty, AgreesWithAWalkOverEveryMinute) {
  const UnitTree tree = units();
  const CivilDay middles[] = {day("2020-03-29"), day("2020-10-25"), day("2000-03-15"),
                              day("2024-02-29"), day("2100-10-20")};
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Zone& zone = seed % 3 == 0 ? kVietnam : kSummer;
    const CivilDay middle = middles[seed % 5];
    const WorkRules rules = random.rules(middle);
    const WorkCalendar calendar(rules, tree, zone);
    const Recount recount(rules, tree, zone);
    const std::int64_t low = zone.day_start(middle - 40).ms, high = zone.day_start(middle + 40).ms;
    for (int i = 0; i < 8; ++i) {
      const auto unit = static_cast<UnitIndex>(random.in(0, 3));
      const Instant a{random.in(low, high)}, b{random.in(low, high)};
      const auto between = calendar.work_time(unit, a, b);
      if (!between) continue;  // no hours at all
      ASSERT_EQ(*between, recount.work_time(unit, a.ms, b.ms));
      EXPECT_EQ(calendar.work_time(unit, b, a), -*between);  // W1
      EXPECT_EQ(calendar.is_working(unit, a), recount.is_working(unit, a.ms));
      const auto reached = calendar.add_work_time(unit, a, *between);
      ASSERT_TRUE(reached);
      EXPECT_EQ(calendar.work_time(unit, a, *reached), *between);  // W2
      // The nearest such instant: one step back toward `a` something is lacking.
      if (*between > 0) {
        EXPECT_LE(reached->ms, b.ms);
        EXPECT_LT(*calendar.work_time(unit, a, {reached->ms - 1}), *between);
      } else if (*between < 0) {
        EXPECT_GE(reached->ms, b.ms);
        EXPECT_GT(*calendar.work_time(unit, a, {reached->ms + 1}), *between);
      } else {
        EXPECT_EQ(*reached, a);
      }
    }
  }
}

TEST(WorkCalendarProperty, FindsWorkingDaysAsAWalkDoes) {
  const UnitTree tree = units();
  for (unsigned seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const CivilDay middle = day("2024-02-29");
    const WorkRules rules = random.rules(middle);
    const WorkCalendar calendar(rules, tree, kVietnam);
    const Recount recount(rules, tree, kVietnam);
    std::optional<CivilDay> next;
    for (CivilDay today = middle + 100; today > middle - 50; --today) {
      const std::int64_t start = kVietnam.day_start(today).ms;
      const bool works = recount.work_time(kCommune, start, start + kDayMs) > 0;
      if (next) {
        EXPECT_EQ(calendar.next_working_day(kCommune, today), next);
      }
      EXPECT_EQ(calendar.is_working_day(kCommune, today), works);
      if (works) next = today;
    }
  }
}

}  // namespace
}  // namespace ioc::model::work_calendar_test
