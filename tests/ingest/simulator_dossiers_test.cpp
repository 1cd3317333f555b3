#include "ingest/simulator_dossiers.h"

#include <set>

#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_dossiers_test {
namespace {

using model::Instant;
using model::kDayMs;
using model::kMinuteMs;

// Each dossier's events by event time: a step may overtake the one before on the way.
using Lives = std::map<std::string, std::map<std::int64_t, Event>>;

const Lives& lives_of_a_week() {
  static const Lives kLives = [] {
    simdjson::dom::parser parser;
    Lives lives;
    for (const SimulatedRecord& record : played(3, clean(4), 8 * kDayMs)) {
      if (record.topic != kDossierTopic) continue;
      const auto event = parse(parser, record);
      EXPECT_TRUE(lives[record.key].emplace(event->time.ms, *event).second) << record.key;
    }
    return lives;
  }();
  return kLives;
}

std::optional<Instant> read_time(const std::string& text) {
  static const auto kSpaced = *model::TimeFormat::compile("yyyy-MM-dd HH:mm:ss");
  static const auto kCompact = *model::TimeFormat::compile("yyyyMMddHHmmss");
  if (const auto time = model::parse_rfc3339(text)) return time;
  if (const auto time = kSpaced.parse(text, shipped_plan().zone)) return time;
  return kCompact.parse(text, shipped_plan().zone);
}

TEST(SimulatorDossiersTest, DossiersLiveByTheNationalStates) {
  const std::set<std::pair<int, int>> edges = {
      {0, 1}, {0, 2}, {1, 2}, {1, 3}, {1, 5}, {5, 1}, {1, 7}, {1, 9}, {2, 4}, {2, 10},
      {4, 5}, {5, 4}, {4, 6}, {6, 4}, {4, 8}, {8, 4}, {4, 7}, {4, 9}, {9, 4}, {9, 10}};
  std::set<std::pair<int, int>> seen;
  for (const auto& [code, life] : lives_of_a_week()) {
    int before = 0;
    for (const auto& [at, event] : life) {
      const int status = event.number("status");
      // A correction, or a letter of apology, tells the state again.
      if (status == before) continue;
      ASSERT_TRUE(edges.contains({before, status})) << code << ": " << before << "->" << status;
      seen.insert({before, status});
      before = status;
    }
  }
  EXPECT_EQ(seen.size(), edges.size());
}

TEST(SimulatorDossiersTest, SomeAreLateAndSlowUnitsMostOfAll) {
  std::map<std::string, std::pair<int, int>> by_unit;  // late, finished
  int late = 0;
  int finished = 0;
  for (const auto& [code, life] : lives_of_a_week()) {
    std::optional<Instant> due;
    for (const auto& [at, event] : life) {
      if (event.has("due")) due = read_time(event.of("due"));
      if (event.number("status") < 9 || !due) continue;
      auto& [unit_late, unit_finished] = by_unit[event.of("unit")];
      const bool is_late = at > due->ms;
      late += is_late;
      unit_late += is_late;
      ++finished;
      ++unit_finished;
      break;
    }
  }
  EXPECT_GT(finished, 5'000);
  EXPECT_GT(late, finished / 100);
  EXPECT_LT(late, finished / 8);
  int slow_units = 0;
  for (const auto& [unit, counts] : by_unit) {
    slow_units += counts.second >= 20 && counts.first * 5 > counts.second;
  }
  EXPECT_GE(slow_units, 3);
  EXPECT_LT(slow_units, 40);
}

TEST(SimulatorDossiersTest, DueTimesAreWrittenInThreeWays) {
  std::map<std::string, std::size_t> sizes;  // the ways differ in length
  std::map<std::size_t, int> ways;
  bool has_promise = false;
  for (const auto& [code, life] : lives_of_a_week()) {
    for (const auto& [at, event] : life) {
      has_promise |= event.has("promised");
      for (const char* name : {"due", "promised"}) {
        if (!event.has(name)) continue;
        const std::string text = event.of(name);
        ASSERT_TRUE(read_time(text)) << text;
        ASSERT_EQ(read_time(text)->ms % kMinuteMs, 0) << text;
        // A unit's software has one way.
        ASSERT_EQ(sizes.emplace(event.of("unit"), text.size()).first->second, text.size());
        ++ways[text.size()];
      }
    }
  }
  EXPECT_TRUE(has_promise);
  ASSERT_EQ(ways.size(), 3u);
  for (const auto& [size, count] : ways) EXPECT_GT(count, 500) << size;
}

TEST(SimulatorDossiersTest, FeesArePaidOnceAndPapersComeWithAcceptance) {
  std::map<std::string, int> paid_by;
  int without_fee = 0;
  for (const auto& [code, life] : lives_of_a_week()) {
    int payments = 0;
    int papers = 0;
    bool is_finished = false;
    for (const auto& [at, event] : life) {
      ASSERT_EQ(event.has("fee"), event.has("paid_by"));
      payments += event.has("fee");
      if (event.has("paid_by")) ++paid_by[event.of("paid_by")];
      papers += event.has("components");
      is_finished |= event.number("status") >= 9;
      ASSERT_GE(event.number("components"), event.number("digitised"));
      ASSERT_TRUE(event.number("level") >= 1 && event.number("level") <= 4);
    }
    ASSERT_LE(payments, 1) << code;
    if (!is_finished) continue;
    without_fee += payments == 0;
    ASSERT_EQ(papers, 1) << code;
  }
  EXPECT_GT(without_fee, 500);
  for (const char* way : {"online", "cash", "transfer"}) EXPECT_GT(paid_by[way], 200) << way;
}

// It is sent later than the next events and dated right after an earlier one.
TEST(SimulatorDossiersTest, CorrectionsChangeDueChannelOrLevel) {
  int due = 0, channel = 0, level = 0;
  for (const auto& [code, life] : lives_of_a_week()) {
    const Event* before = nullptr;
    for (const auto& [at, event] : life) {
      if (before != nullptr && at - before->time.ms == model::kSecondMs) {
        ASSERT_EQ(event.of("status"), before->of("status"));
        due += event.has("due");
        channel += event.of("channel") != before->of("channel");
        level += event.of("level") != before->of("level");
      } else if (before != nullptr) {
        ASSERT_EQ(event.of("channel"), before->of("channel"));
        ASSERT_EQ(event.of("level"), before->of("level"));
      }
      before = &event;
    }
  }
  EXPECT_GT(due, 30);
  EXPECT_GT(channel, 30);
  EXPECT_GT(level, 30);
}

TEST(SimulatorDossiersTest, SomeFinishedOnesAreRated) {
  simdjson::dom::parser parser;
  std::map<std::string, std::int64_t> returned;
  std::map<int, int> scores;
  for (const SimulatedRecord& record : played(3, clean(5), 2 * kDayMs)) {
    const auto event = parse(parser, record);
    if (record.topic == kDossierTopic && event->number("status") == 10) {
      returned[record.key] = event->time.ms;
    }
    if (record.topic != kRatingTopic) continue;
    ASSERT_GT(event->time.ms, returned.at(record.key));
    ++scores[event->number("score")];
  }
  ASSERT_EQ(scores.size(), 5u);
  EXPECT_GT(scores[5], scores[1]);
}

}  // namespace
}  // namespace ioc::ingest::simulator_dossiers_test
