#include "model/time.h"

#include <gtest/gtest.h>

#include <random>

namespace ioc::model::time_test {
namespace {

std::int64_t ms(const char* text) { return parse_rfc3339(text)->ms; }

const Zone kVietnam("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});

// Forward at 02:00 on 29 March 2020, back at 03:00 on 25 October.
const Zone kSummer("Summer", {{INT64_MIN, 3'600'000},
                              {1585443600000, 7'200'000},
                              {1603587600000, 3'600'000}});
// Forward at midnight: that day begins at 01:00.
const Zone kMidnight("Midnight", {{INT64_MIN, -4 * 3'600'000},
                                  {1585454400000, -3 * 3'600'000},
                                  {1603594800000, -4 * 3'600'000}});
// A whole day is left out, as Samoa did.
const Zone kDateLine("DateLine", {{INT64_MIN, -10 * 3'600'000}, {1325239200000, 14 * 3'600'000}});

TEST(Rfc3339, ReadsInstants) {
  EXPECT_EQ(ms("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ms("2020-10-15T16:59:58.120+07:00"), 1602755998120);
  EXPECT_EQ(ms("2020-10-15t09:59:58.12z"), 1602755998120);
  EXPECT_EQ(ms("2020-10-15 09:59:58.1209999Z"), 1602755998120);
  EXPECT_EQ(ms("2020-02-29T00:00:00-05:30"), ms("2020-02-29T05:30:00Z"));
  EXPECT_EQ(ms("2016-12-31T23:59:60Z"), ms("2016-12-31T23:59:59Z"));
  EXPECT_EQ(ms("2020-01-01T00:00:00-00:00"), ms("2020-01-01T00:00:00Z"));
  EXPECT_EQ(ms("9999-12-31T23:59:59.999Z"), kTimeEnd.ms - 1);
}

// A birth date, and what systems write that know no date at all.
TEST(Rfc3339, ReadsTimesBefore1970) {
  EXPECT_EQ(ms("1969-12-31T23:59:59.999Z"), -1);
  EXPECT_EQ(ms("1970-01-01T00:00:00+07:00"), -7 * kHourMs);
  EXPECT_EQ(ms("1965-03-01T00:00:00+07:00"), -152'694'000'000);
  EXPECT_EQ(ms("0001-01-01T00:00:00Z"), kTimeMin.ms + kDayMs);
  EXPECT_EQ(ms("0001-01-01T00:00:00+23:59"), kTimeMin.ms + kMinuteMs);
}

TEST(Rfc3339, RefusesEverythingElse) {
  for (const char* text : {"",
                           "2020",
                           "2020-10-15",
                           "2020-10-15T16:59:58",
                           "2020-10-15T16:59Z",
                           "2020-10-15T16:59:58+0700",
                           "2020-10-15T16:59:58+07",
                           "2020-10-15T16:59:58 +07:00",
                           "2020-10-15T16:59:58.Z",
                           "2020-10-15T24:00:00Z",
                           "2020-10-15T16:60:00Z",
                           "2020-10-15T16:59:61Z",
                           "2020-13-01T00:00:00Z",
                           "2020-00-01T00:00:00Z",
                           "2020-04-31T00:00:00Z",
                           "2019-02-29T00:00:00Z",
                           "2020-10-15T16:59:58+24:00",
                           "2020-10-15T16:59:58+07:60",
                           "2020-10-15T16:59:58Zx",
                           " 2020-10-15T16:59:58Z",
                           "0000-12-31T23:59:59Z",
                           "0000-12-31T23:59:59-07:00",
                           "9999-12-31T23:59:59-07:00",
                           "20-10-15T16:59:58Z",
                           "2020-1-15T16:59:58Z",
                           "+020-10-15T16:59:58Z",
                           "2020-10-15T16:59:58,5Z",
                           "2020/10/15T16:59:58Z"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
}

TEST(Rfc3339, WritesTheZonesOffsetAndMillisecondsOnlyWhenThereAreAny) {
  EXPECT_EQ(format_rfc3339(Instant{1602755998120}, kVietnam), "2020-10-15T16:59:58.120+07:00");
  EXPECT_EQ(format_rfc3339(Instant{1602755998000}, kVietnam), "2020-10-15T16:59:58+07:00");
  EXPECT_EQ(format_rfc3339(Instant{5}, Zone()), "1970-01-01T00:00:00.005+00:00");
  const Zone west("West", {{INT64_MIN, -(3 * 3'600'000 + 1'800'000)}});
  EXPECT_EQ(format_rfc3339(Instant{0}, west), "1969-12-31T20:30:00-03:30");
}

TEST(Rfc3339, ReadsBackWhatItWrites) {
  std::mt19937_64 engine(1);
  const std::int64_t first = kTimeMin.ms + 2 * kDayMs;
  const auto count = static_cast<std::uint64_t>(kTimeEnd.ms - kDayMs - first);
  for (int i = 0; i < 20'000; ++i) {
    const Instant t{static_cast<std::int64_t>(engine() % count) + first};
    for (const Zone* zone : {&kVietnam, &kSummer, &kMidnight, &kDateLine}) {
      ASSERT_EQ(parse_rfc3339(format_rfc3339(t, *zone)), t);
    }
  }
}

TEST(Zone, DaysBefore1970HaveTheFirstOffset) {
  EXPECT_EQ(kVietnam.day_of(Instant{ms("1965-02-28T17:00:00Z")}), parse_day("1965-03-01"));
  EXPECT_EQ(kVietnam.day_start(*parse_day("1965-03-01")).ms, ms("1965-02-28T17:00:00Z"));
  EXPECT_EQ(kSummer.day_start(*parse_day("0001-01-02")).ms, ms("0001-01-01T23:00:00Z"));
}

// Every local day, found by walking from hour to hour.
TEST(Zone, DaysBeginWhereTheFirstInstantOfTheDayIs) {
  for (const Zone* zone : {&kVietnam, &kSummer, &kMidnight}) {
    SCOPED_TRACE(zone->name());
    CivilDay day = zone->day_of(Instant{ms("2020-01-01T00:00:00Z")});
    for (std::int64_t t = ms("2020-01-01T00:00:00Z"); t < ms("2021-01-01T00:00:00Z");
         t += kHourMs / 4) {
      if (zone->day_of(Instant{t}) == day) continue;
      ASSERT_EQ(zone->day_of(Instant{t}), day + 1);
      day = zone->day_of(Instant{t});
      ASSERT_EQ(zone->day_start(day).ms, t) << format_day(day);
      ASSERT_EQ(zone->day_of(Instant{t - 1}), day - 1);
    }
  }
}

TEST(Zone, ALocalTimeThatComesTwiceIsTheEarlierAndOneInAGapItsEnd) {
  const auto local = [](const char* text) { return ms(text); };  // read as if it were UTC
  EXPECT_EQ(kSummer.from_local(local("2020-10-25T02:30:00Z")).ms, ms("2020-10-25T00:30:00Z"));
  EXPECT_EQ(kSummer.from_local(local("2020-03-29T02:30:00Z")).ms, ms("2020-03-29T01:00:00Z"));
  EXPECT_EQ(kSummer.from_local(local("2020-03-29T03:00:00Z")).ms, ms("2020-03-29T01:00:00Z"));
  EXPECT_EQ(kMidnight.day_start(*parse_day("2020-03-29")).ms, ms("2020-03-29T04:00:00Z"));
  EXPECT_EQ(kDateLine.day_start(*parse_day("2011-12-30")).ms, ms("2011-12-30T10:00:00Z"));
  EXPECT_EQ(kDateLine.day_start(*parse_day("2011-12-31")).ms, ms("2011-12-30T10:00:00Z"));
}

TEST(Zone, PanesOfTheCommonWidthMeetEveryMidnight) {
  EXPECT_EQ(kVietnam.common_width_ms(kDayMs), kDayMs);
  EXPECT_EQ(kSummer.common_width_ms(6 * kHourMs), kHourMs);
  EXPECT_EQ(kSummer.common_width_ms(kMinuteMs), kMinuteMs);
  const Zone half("Half", {{INT64_MIN, 0}, {1000, 1'800'000}});
  EXPECT_EQ(half.common_width_ms(kHourMs), kHourMs / 2);
}

TEST(Floor, DivisionRoundsDown) {
  EXPECT_EQ(floor_div(-1, 5), -1);
  EXPECT_EQ(floor_div(-5, 5), -1);
  EXPECT_EQ(floor_div(4, 5), 0);
  EXPECT_EQ(floor_mod(-1, 5), 4);
  EXPECT_EQ(floor_mod(-5, 5), 0);
}

TEST(TimeFormat, ReadsBothKindsOfPatterns) {
  const auto read = [](const char* format, const char* text) -> std::int64_t {
    const std::optional<TimeFormat> compiled = TimeFormat::compile(format);
    if (!compiled) return -2;
    const std::optional<Instant> t = compiled->parse(text, kVietnam);
    return t ? t->ms : -1;
  };
  const std::int64_t expected = ms("2020-10-15T16:59:58+07:00");
  EXPECT_EQ(read("%Y-%m-%d %H:%M:%S", "2020-10-15 16:59:58"), expected);
  EXPECT_EQ(read("%F %T", "2020-10-15 16:59:58"), expected);
  EXPECT_EQ(read("%d/%m/%Y %T %z", "15/10/2020 09:59:58 Z"), expected);
  EXPECT_EQ(read("%F %T.%f", "2020-10-15 16:59:58.25"), expected + 250);
  EXPECT_EQ(read("%%%Y", "%2020"), ms("2020-01-01T00:00:00+07:00"));
  EXPECT_EQ(read("yyyy-MM-dd HH:mm:ss", "2020-10-15 16:59:58"), expected);
  EXPECT_EQ(read("dd/MM/yyyy HH:mm:ss", "15/10/2020 16:59:58"), expected);
  EXPECT_EQ(read("yyyy-MM-dd'T'HH:mm:ss.SSSX", "2020-10-15T09:59:58.001Z"), expected + 1);
  EXPECT_EQ(read("yyyy-MM-ddTHH:mm:ssZ", "2020-10-15T16:59:58+0700"), expected);
  EXPECT_EQ(read("yyyyMMdd", "20201015"), ms("2020-10-15T00:00:00+07:00"));
  EXPECT_EQ(read("yyyyMMdd", "19650301"), ms("1965-03-01T00:00:00+07:00"));
  EXPECT_EQ(read("yyyyMMdd", "00010101"), ms("0001-01-01T00:00:00+07:00"));
  EXPECT_EQ(read("yyyyMMdd", "00000101"), -1);
  EXPECT_EQ(read("yyyyMMdd", "20201315"), -1);
  EXPECT_EQ(read("yyyyMMdd", "2020101"), -1);
  EXPECT_EQ(read("yyyyMMdd", "202010150"), -1);
  EXPECT_EQ(read("yyyy-MM-dd", "2020/10/15"), -1);
  for (const char* bad : {"", "%", "%Q", "yyy", "MM-dd", "yyyy-E", "yyyy 'open"}) {
    EXPECT_EQ(read(bad, "x"), -2) << bad;
  }
}

TEST(Span, ReadsSumsOfUnits) {
  EXPECT_EQ(parse_span_ms("250ms"), 250);
  EXPECT_EQ(parse_span_ms("90s"), 90'000);
  EXPECT_EQ(parse_span_ms("1h30m"), 5'400'000);
  EXPECT_EQ(parse_span_ms("45d"), 45 * kDayMs);
  EXPECT_EQ(parse_span_ms("2w"), 14 * kDayMs);
  for (const char* bad : {"", "0s", "5", "s", "-1s", "1 h", "1y", "1H", "1.5h",
                          "99999999999999999999s", "9999999999w"}) {
    EXPECT_FALSE(parse_span_ms(bad)) << bad;
  }
  std::string endless;
  for (int i = 0; i < 60'000; ++i) endless += "2000000d";
  EXPECT_FALSE(parse_span_ms(endless));
}

TEST(Day, ReadsBackWhatItWrites) {
  EXPECT_EQ(parse_day("1970-01-01"), 0);
  EXPECT_EQ(parse_day("1969-12-31"), -1);
  EXPECT_EQ(format_day(18550), "2020-10-15");
  EXPECT_EQ(parse_day("0001-01-01"), -719'162);
  for (CivilDay day = -719'162; day < 40'000; ++day) ASSERT_EQ(parse_day(format_day(day)), day);
  for (const char* bad :
       {"", "2020-10-15 ", "2020-10", "2020-02-30", "20-1-1", "2020-10-1x", "0000-12-31"}) {
    EXPECT_FALSE(parse_day(bad)) << bad;
  }
}

}  // namespace
}  // namespace ioc::model::time_test
