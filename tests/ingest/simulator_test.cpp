// The simulated province: repeatable, lively, and honest about its dirt.
#include "ingest/simulator.h"

#include <algorithm>
#include <set>

#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_test {
namespace {

using model::Instant;
using model::kDayMs;
using model::kHourMs;

std::string bytes_of(const std::vector<SimulatedRecord>& records) {
  std::string all;
  for (const SimulatedRecord& record : records) {
    all.append(record.topic).append(record.key).append(record.value);
    all += std::to_string(record.timestamp_ms);
  }
  return all;
}

TEST(SimulatorTest, TheSameSeedGivesTheSameBytesHoweverItIsAsked) {
  const SimulatorSettings settings = from_monday(3);
  const Instant end{kMonday.ms + 36 * kHourMs};
  const std::string expected = bytes_of(played(7, settings, 36 * kHourMs));
  Simulator pieces(7, shipped_units(), shipped_calendar(), settings);
  std::string actual;
  for (std::int64_t at = kMonday.ms - kDayMs; at < end.ms; at += 137'911) {
    actual += bytes_of(pieces.until({at}));
  }
  actual += bytes_of(pieces.until(end));
  EXPECT_TRUE(actual == expected);  // M1
  EXPECT_GT(expected.size(), 1'000'000u);
  EXPECT_FALSE(bytes_of(played(8, settings, 36 * kHourMs)) == expected);
}

TEST(SimulatorTest, RecordsComeInOrderOfProductionAndNeverBeforeTheyHappened) {
  simdjson::dom::parser parser;
  std::int64_t last = kMonday.ms;
  for (const SimulatedRecord& record : played(1, from_monday(5), kDayMs)) {
    ASSERT_GE(record.timestamp_ms, last);  // M2
    last = record.timestamp_ms;
    if (const auto event = parse(parser, record)) {
      ASSERT_LT(event->time.ms, record.timestamp_ms);
    }
  }
  EXPECT_LE(last, kMonday.ms + kDayMs);
}

TEST(SimulatorTest, WhatIsThereAtTheBeginningComesInItsOwnOrder) {
  simdjson::dom::parser parser;
  std::map<std::string_view, std::int64_t> last;
  std::map<std::string_view, int> topics;
  for (const SimulatedRecord& record : played(1, from_monday(5), 1)) {
    const auto event = parse(parser, record);
    ASSERT_TRUE(event);  // no dirt yet
    ASSERT_LE(event->time.ms, kMonday.ms);
    ++topics[record.topic];
    if (record.topic == kValueTopic || record.topic == kDossierTopic) continue;  // corrections
    ASSERT_GE(event->time.ms, last[record.topic]);
    last[record.topic] = event->time.ms;
  }
  EXPECT_EQ(topics[kServiceTopic], 279 * 20);
  EXPECT_EQ(topics[kRolloutTopic], 279 * 3);
  EXPECT_EQ(topics[kMilestoneTopic], 12);
  EXPECT_EQ(topics[kModuleTopic], 10);
  EXPECT_GT(topics[kReportTopic], 500);
  EXPECT_GT(topics[kValueTopic], 500);
  // Lives under way: enough to be carried over, few beside those of a day.
  EXPECT_GT(topics[kDossierTopic], 1'000);
  EXPECT_LT(topics[kDossierTopic], 15'000);
}

TEST(SimulatorTest, TheDayHasItsPeakItsNoonAndItsNight) {
  std::map<std::int64_t, double> per_second;  // by hour since Monday
  std::map<std::string_view, int> topics;     // of the second week's Tuesday
  for (const SimulatedRecord& record : played(4, from_monday(2), 10 * kDayMs)) {
    if (record.topic == kHeartbeatTopic) continue;
    const std::int64_t hour = (record.timestamp_ms - kMonday.ms) / kHourMs;
    if (hour / 24 == 8) ++topics[record.topic];
    if (record.topic != kMeasurementTopic) per_second[hour] += 1.0 / 3600;
  }
  const auto at = [&](int day, int hour) { return per_second[day * 24 + hour]; };
  // In the second week lives of many ages are under way.
  EXPECT_NEAR(at(8, 8), 2, 0.3);
  EXPECT_NEAR(at(8, 9), 2, 0.3);
  EXPECT_GT(at(8, 8), at(8, 15));
  EXPECT_LT(at(8, 12), at(8, 8) / 4);
  EXPECT_LT(at(8, 2), 0.1);
  EXPECT_GT(at(8, 20), 0.0);
  EXPECT_LT(at(5, 9), at(8, 9) / 8);  // Saturday
  EXPECT_GT(at(5, 9), 0.0);
  int all = 0;
  for (const auto& [topic, count] : topics) all += count;
  const double chief = topics[kDossierTopic] + topics[kDocumentTopic] + topics[kReportTopic];
  EXPECT_NEAR(chief / all, 0.87, 0.06);
}

TEST(SimulatorTest, NoOfficeWorksOnAHolidayAndAllWorkOnASwappedSaturday) {
  simdjson::dom::parser parser;
  // What citizens, instruments and technicians do; a portal's system sends for citizens.
  const std::set<std::string_view> others = {kHeartbeatTopic, kMeasurementTopic, kRolloutTopic,
                                             kRatingTopic};
  const model::Plan& plan = shipped_plan();
  std::map<std::string, int> working;  // events by day
  std::map<std::string, int> all;
  // Reunification Day and what lies around it: 29/4 is off for Saturday 4/5.
  const Instant begin = instant("2024-04-26T00:00:00+07:00");
  for (const SimulatedRecord& record : played(9, settings_from(begin, 2), 10 * kDayMs)) {
    const auto event = parse(parser, record);
    if (!event || event->time <= begin) continue;
    const model::CivilDay day = plan.zone.day_of(event->time);
    ++all[model::format_day(day)];
    const bool is_citizen = event->source.starts_with("/dvc") || event->of("state") == "received";
    if (is_citizen || others.contains(record.topic)) continue;
    ASSERT_TRUE(*plan.calendar->is_working_day(model::kNoUnit, day)) << record.value;  // M3
    ++working[model::format_day(day)];
  }
  EXPECT_EQ(working.count("2024-04-29"), 0u);
  EXPECT_EQ(working.count("2024-04-30"), 0u);
  EXPECT_GT(working["2024-05-04"], 5'000);
  EXPECT_GT(working["2024-05-02"], 5'000);
  EXPECT_EQ(working.count("2024-05-05"), 0u);
  for (const char* free : {"2024-04-28", "2024-04-30", "2024-05-01"}) EXPECT_GT(all[free], 500);
}

TEST(SimulatorTest, UnitsDifferInVolumeAndMostAreHeard) {
  const model::UnitTree& units = shipped_units();
  simdjson::dom::parser parser;
  std::map<std::string, int> by_unit;
  SimulatorSettings settings = clean(4);
  settings.rollout = {kMonday.ms + 100 * kDayMs};
  for (const SimulatedRecord& record : played(5, settings, 4 * kDayMs)) {
    const auto event = parse(parser, record);
    if (record.topic == kDossierTopic) ++by_unit[event->of("unit")];
  }
  // Some are not live yet, some never send.
  EXPECT_GT(by_unit.size(), 220u);
  EXPECT_LT(by_unit.size(), 270u);
  EXPECT_EQ(by_unit.count("49"), 0u);
  const int city = by_unit["502"];
  int highland_commune = 0;
  for (const model::Unit& unit : units.all()) {
    if (unit.parent != units.find("504")) continue;
    highland_commune = std::max(highland_commune, by_unit[unit.code]);
  }
  EXPECT_GT(highland_commune, 0);
  EXPECT_GT(city, 20 * highland_commune);
}

TEST(SimulatorTest, AnEmptyProvinceStillHasAHeartbeat) {
  Simulator simulator(1, model::UnitTree(), nullptr, from_monday(20));
  const auto records = simulator.until({kMonday.ms + kHourMs});
  EXPECT_EQ(records.size(), 5u * 360 + 6u * 60);  // five chief systems, six databases
  for (const SimulatedRecord& record : records) EXPECT_EQ(record.topic, kHeartbeatTopic);
}

}  // namespace
}  // namespace ioc::ingest::simulator_test
