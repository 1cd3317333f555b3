#include "processing/life_parts.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ioc::processing::life_parts_test {
namespace {

using model::kDayMs;
using model::kHourMs;

const model::Zone kVietnam("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * kHourMs}});

std::int64_t at(const char* local) {
  return model::parse_rfc3339(std::string(local).replace(10, 1, "T") + ":00+07:00")->ms;
}
std::vector<LifeEvent> events_at(const std::vector<std::int64_t>& times) {
  std::vector<LifeEvent> events;
  for (const std::int64_t time_ms : times) events.push_back({time_ms, "id", "source", 0, false});
  return events;
}
LifeParts split(const LifeSplitter& splitter, const std::vector<LifeEvent>& events,
                bool with_new = true) {
  LifeParts parts;
  splitter.split(events, with_new, parts);
  return parts;
}

TEST(LifeSplitter, ALifeEndsAtTheFirstMidnightThatIsKeepAfterItsLastEvent) {
  const LifeSplitter splitter(kVietnam, 36 * kHourMs);
  EXPECT_EQ(splitter.end_ms(at("2020-10-12 10:00")), at("2020-10-14 00:00"));
  EXPECT_EQ(splitter.end_ms(at("2020-10-12 12:00")), at("2020-10-14 00:00")) << "exactly keep";
  EXPECT_EQ(splitter.end_ms(at("2020-10-12 12:00") + 1), at("2020-10-15 00:00"));
  EXPECT_EQ(LifeSplitter(kVietnam, 1).end_ms(at("2020-10-12 00:00")), at("2020-10-13 00:00"))
      << "however short, it ends behind its last event";
}

TEST(LifeSplitter, AnEventFromThenOnBeginsANewLife) {
  const LifeSplitter splitter(kVietnam, 36 * kHourMs);
  const std::int64_t first = at("2020-10-12 10:00"), end = at("2020-10-14 00:00");
  EXPECT_EQ(split(splitter, events_at({first, end - 1})),
            (LifeParts{{0, 1, 2, at("2020-10-16 00:00")}}));
  EXPECT_EQ(split(splitter, events_at({first, first, end, end + 5})),
            (LifeParts{{0, 1, 2, end}, {2, 3, 2, at("2020-10-16 00:00")}}));
  EXPECT_TRUE(split(splitter, {}).empty());
}

TEST(LifeSplitter, NewEventsMayJoinTwoLivesAndAreLeftOutOnDemand) {
  const LifeSplitter splitter(kVietnam, 24 * kHourMs);
  std::vector<LifeEvent> events =
      events_at({at("2020-10-12 10:00"), at("2020-10-13 20:00"), at("2020-10-14 10:00")});
  events[1].is_new = true;
  EXPECT_EQ(split(splitter, events, false),
            (LifeParts{{0, 0, 1, at("2020-10-14 00:00")}, {2, 2, 1, at("2020-10-16 00:00")}}));
  EXPECT_EQ(split(splitter, events), (LifeParts{{0, 2, 3, at("2020-10-16 00:00")}}));
}

// Berlin: 2020-10-25 has 25 hours. Havana turned its clock back from 01:00 to 00:00, so that a
// midnight comes twice; a clock turned back over midnight makes a day begin before the one before
// it is over.
TEST(LifeSplitter, MidnightsAreThoseOfTheClockThere) {
  const model::Zone berlin("Europe/Berlin",
                           {{INT64_MIN, 2 * kHourMs}, {1'603'587'600'000, kHourMs}});
  const std::int64_t saturday = 1'603'576'800'000;  // its last midnight, 2020-10-25 00:00 there
  EXPECT_EQ(LifeSplitter(berlin, kHourMs).end_ms(saturday), saturday + 25 * kHourMs);
  const model::Zone odd("odd", {{INT64_MIN, 0}, {kDayMs + kHourMs / 2, -kHourMs}});
  for (const std::int64_t keep : {std::int64_t{1}, kHourMs, kDayMs}) {
    for (std::int64_t last = 0; last < 3 * kDayMs; last += kHourMs / 4) {
      const std::int64_t end = LifeSplitter(odd, keep).end_ms(last);
      EXPECT_GE(end, last + keep);
      EXPECT_LT(end, last + keep + kDayMs + 2 * kHourMs);
    }
  }
}

// What a fold relies on when it drops ended lives: the others stay as they are.
TEST(LifeSplitterProperty, LivesDoNotDependOnThoseBefore) {
  std::mt19937_64 engine(11);
  const auto in = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine);
  };
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE(round);
    const LifeSplitter splitter(kVietnam, in(1, 3 * kDayMs));
    std::multiset<std::int64_t> times;
    for (std::int64_t n = in(1, 12); n > 0; --n) times.insert(in(0, 20 * kDayMs));
    const std::vector<LifeEvent> events = events_at({times.begin(), times.end()});
    const LifeParts parts = split(splitter, events);
    for (const LifePart& from : parts) {
      const std::vector<LifeEvent> rest(events.begin() + static_cast<std::ptrdiff_t>(from.first),
                                        events.end());
      LifeParts moved = split(splitter, rest);
      for (LifePart& part : moved) {
        part.first += from.first;
        part.last += from.first;
      }
      EXPECT_TRUE(std::equal(moved.begin(), moved.end(), parts.end() - std::ssize(moved)));
    }
  }
}

}  // namespace
}  // namespace ioc::processing::life_parts_test
