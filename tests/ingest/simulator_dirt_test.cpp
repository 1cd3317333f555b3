// The dirt of the way: as much of it as the settings say, and every event whole in the end.
#include <set>

#include "ingest/simulator.h"
#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_dirt_test {
namespace {

using model::kDayMs;
using model::kHourMs;

TEST(SimulatorDirtTest, TheDirtHasItsStatedShares) {
  const model::UnitTree& units = shipped_units();
  simdjson::dom::parser parser;
  std::set<std::string> values;
  std::map<std::string, int> kinds;
  int all = 0;
  for (const SimulatedRecord& record : played(6, from_monday(10), kDayMs)) {
    if (record.topic == kHeartbeatTopic || record.timestamp_ms <= kMonday.ms + 1) continue;
    ++all;
    if (!values.insert(record.value).second) {
      ++kinds["duplicate"];
      continue;
    }
    const auto event = parse(parser, record);
    const bool has_unit = event && event->has("unit");
    const bool is_known = !has_unit || units.find(event->of("unit")) != model::kNoUnit;
    const bool is_old = event && event->time.ms < kMonday.ms - 300 * kDayMs;
    if (!event || !is_known || is_old) {
      ++kinds["broken"];
      ++kinds[!event ? "unreadable" : (is_old ? "too late" : "unknown unit")];
      continue;
    }
    const std::int64_t delay = record.timestamp_ms - event->time.ms;
    if (delay > kHourMs) ++kinds["hours late"];
    if (delay > 2'000 && delay <= kHourMs) ++kinds["minutes late"];
  }
  ASSERT_GT(all, 100'000);
  const auto share = [&](const char* kind) { return static_cast<double>(kinds[kind]) / all; };
  EXPECT_NEAR(share("duplicate"), 0.005, 0.0015);
  // Those with a key that is lost or a list are not told apart here.
  EXPECT_NEAR(share("broken"), 0.0007, 0.0003);
  EXPECT_NEAR(share("minutes late"), 0.022, 0.006);
  EXPECT_GT(kinds["hours late"], 0);
  EXPECT_LT(share("hours late"), 0.03);
  for (const char* kind : {"unreadable", "too late", "unknown unit"}) {
    EXPECT_GT(kinds[kind], 0) << kind;
  }
}

TEST(SimulatorDirtTest, WhatIsSpoiltComesMended) {
  SimulatorSettings settings = from_monday(5);
  settings.broken_share = 0.02;
  simdjson::dom::parser parser;
  std::map<std::string, std::int64_t> spoilt;  // by id: when it came of an unknown unit or too old
  std::set<std::string> mended;
  for (const SimulatedRecord& record : played(7, settings, kDayMs)) {
    const auto event = parse(parser, record);
    if (!event || record.timestamp_ms <= kMonday.ms + 1) continue;
    const bool is_spoilt =
        event->of("unit") == "H49.99.99" || event->time.ms < kMonday.ms - 300 * kDayMs;
    if (is_spoilt) {
      spoilt.emplace(event->id, record.timestamp_ms);
    } else if (spoilt.contains(event->id)) {
      ASSERT_GT(record.timestamp_ms, spoilt[event->id]);
      mended.insert(event->id);
    }
  }
  ASSERT_GT(spoilt.size(), 50u);
  EXPECT_GT(mended.size() + 10, spoilt.size());  // the last ones come after the end
}

// A unit's line is down for hours: then everything comes at once.
TEST(SimulatorDirtTest, AUnitThatWasCutOffSendsABatch) {
  SimulatorSettings settings = clean(10);
  settings.outages_per_day = 20;
  simdjson::dom::parser parser;
  std::map<std::string, std::map<std::int64_t, int>> late;  // by unit and minute of arrival
  for (const SimulatedRecord& record : played(8, settings, kDayMs)) {
    const auto event = parse(parser, record);
    const bool is_corrected = record.topic == kDossierTopic || record.topic == kServiceTopic;
    if (is_corrected || record.timestamp_ms <= kMonday.ms + 1) continue;
    if (record.timestamp_ms - event->time.ms < kHourMs) continue;
    ++late[event->of("unit")][record.timestamp_ms / model::kMinuteMs];
  }
  int greatest = 0;
  for (const auto& [unit, minutes] : late) {
    for (const auto& [minute, count] : minutes) greatest = std::max(greatest, count);
  }
  EXPECT_GT(late.size(), 3u);
  EXPECT_GT(greatest, 5);
}

}  // namespace
}  // namespace ioc::ingest::simulator_dirt_test
