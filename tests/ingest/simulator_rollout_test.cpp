#include "ingest/simulator_rollout.h"

#include <set>

#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_rollout_test {
namespace {

using model::kDayMs;
using model::kHourMs;
using model::kMinuteMs;

TEST(SimulatorRolloutTest, UnitsGoLiveOneAfterTheOtherFromTheFirstMinuteOn) {
  SimulatorSettings settings = clean(1);
  settings.rollout = {kMonday.ms + kDayMs};
  simdjson::dom::parser parser;
  std::set<std::string> live, waiting;
  std::vector<std::int64_t> went_live;
  for (const SimulatedRecord& record : played(1, settings, 2 * kDayMs)) {
    if (record.topic != kRolloutTopic) continue;
    const auto event = parse(parser, record);
    const bool is_live = event->of("state") == "live";
    if (event->time < kMonday) {
      (is_live ? live : waiting).insert(record.key);
    } else if (is_live) {
      ASSERT_EQ(waiting.erase(record.key), 1u);
      went_live.push_back(event->time.ms - settings.rollout.ms);
    }
  }
  EXPECT_GT(live.size(), 279u * 3 * 7 / 10);
  EXPECT_LT(live.size(), 279u * 3 * 19 / 20);
  ASSERT_GT(went_live.size(), 40u);
  EXPECT_GT(went_live.front(), 0);
  EXPECT_LT(went_live.front(), kMinuteMs);
  EXPECT_LT(went_live[10], kHourMs);
  EXPECT_GT(went_live.back(), 3 * kHourMs);
  EXPECT_TRUE(waiting.empty());
}

TEST(SimulatorRolloutTest, AUnitSendsNothingBeforeItIsLive) {
  simdjson::dom::parser parser;
  SimulatorSettings settings = clean(10);
  settings.rollout = {kMonday.ms + 8 * kHourMs};
  std::set<std::string> live;
  int first_ones = 0;
  // By event time, as things happened.
  std::multimap<std::int64_t, Event> events;
  for (const SimulatedRecord& record : played(2, settings, kDayMs)) {
    const auto event = parse(parser, record);
    events.emplace(event->time.ms, *event);
  }
  for (const auto& [at, event] : events) {
    if (event.type == "vn.quangnam.donvi.golive.v1" && event.of("state") == "live") {
      live.insert(event.of("entry"));
      first_ones += at > kMonday.ms;
    }
    if (event.has("dossier")) {
      ASSERT_TRUE(live.contains("motcua@" + event.of("unit")));
    }
    if (event.has("document") && event.has("unit")) {
      ASSERT_TRUE(live.contains("qoffice@" + event.of("unit")));
    }
  }
  EXPECT_GT(first_ones, 50);
}

}  // namespace
}  // namespace ioc::ingest::simulator_rollout_test
