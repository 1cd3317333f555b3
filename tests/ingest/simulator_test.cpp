// The simulated province: repeatable, lively, and honest about its dirt.
#include "ingest/simulator.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace ioc::ingest {
namespace {

using model::Instant;
using model::kDayMs;
using model::kHourMs;

// The shipped units: seven columns, the names perhaps in quotes.
model::UnitTree shipped_units() {
  std::ifstream file("catalogs/quang-nam/units.csv");
  EXPECT_TRUE(file.good()) << "run from the project's root";
  std::vector<model::Unit> units;
  std::vector<std::string> parents;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    units.push_back({cells[0], cells[1], cells[2], cells[3], model::kNoUnit, {}, {}});
    parents.push_back(cells[4]);
  }
  const model::UnitTree by_code(units);
  for (std::size_t i = 0; i < units.size(); ++i) units[i].parent = by_code.find(parents[i]);
  return model::UnitTree(std::move(units));
}

const Instant kMonday = *model::parse_rfc3339("2020-10-12T00:00:00+07:00");

SimulatorSettings from_monday(double rate) {
  SimulatorSettings settings;
  settings.begin = kMonday;
  settings.rate = rate;
  return settings;
}

SimulatorSettings clean(double rate) {
  SimulatorSettings settings = from_monday(rate);
  settings.duplicate_share = settings.delayed_share = settings.broken_share = 0;
  settings.outages_per_day = 0;
  return settings;
}

struct Event {
  std::string id, source, type, life, unit, channel, state;
  Instant time;
  std::optional<Instant> due;
  std::int64_t status = -1, level = -1;
  bool has_fee = false;
};

// Nothing for text that is not a whole event of the topic.
std::optional<Event> parse(simdjson::dom::parser& parser, const SimulatedRecord& record) {
  simdjson::dom::element root;
  if (parser.parse(record.value).get(root)) return std::nullopt;
  const auto text = [](simdjson::simdjson_result<simdjson::dom::element> element) {
    std::string_view value;
    return element.get(value) ? std::string() : std::string(value);
  };
  Event event;
  if (text(root["specversion"]) != "1.0") return std::nullopt;
  event.id = text(root["id"]);
  event.source = text(root["source"]);
  event.type = text(root["type"]);
  const auto time = model::parse_rfc3339(text(root["time"]));
  if (!time || event.id.empty() || event.source.empty()) return std::nullopt;
  event.time = *time;
  const auto data = root["data"];
  event.unit = text(data["unit"]);
  event.channel = text(data["channel"]);
  event.state = text(data["state"]);
  event.due = model::parse_rfc3339(text(data["due"]));
  for (const char* name : {"dossier", "document", "report", "system"}) {
    if (event.life.empty()) event.life = text(data[name]);
  }
  const auto number = [](simdjson::simdjson_result<simdjson::dom::element> element) {
    std::int64_t value;
    return element.get(value) ? -1 : value;
  };
  event.status = number(data["status"]);
  event.level = number(data["level"]);
  event.has_fee = number(data["fee"]) >= 0;
  return event;
}

std::string bytes_of(const std::vector<SimulatedRecord>& records) {
  std::string all;
  for (const SimulatedRecord& record : records) {
    all.append(record.topic).append(record.key).append(record.value);
    all += std::to_string(record.timestamp_ms);
  }
  return all;
}

TEST(SimulatorTest, TheSameSeedGivesTheSameBytesHoweverItIsAsked) {
  const model::UnitTree units = shipped_units();
  const Instant end{kMonday.ms + 36 * kHourMs};
  Simulator whole(7, units, from_monday(3));
  const std::string expected = bytes_of(whole.until(end));
  Simulator pieces(7, units, from_monday(3));
  std::string actual;
  for (std::int64_t at = kMonday.ms; at < end.ms; at += 137'911) {
    actual += bytes_of(pieces.until({at}));
  }
  actual += bytes_of(pieces.until(end));
  EXPECT_TRUE(actual == expected);
  EXPECT_GT(expected.size(), 1'000'000u);
  Simulator other(8, units, from_monday(3));
  EXPECT_FALSE(bytes_of(other.until(end)) == expected);
}

TEST(SimulatorTest, RecordsComeInOrderOfProductionAndNeverBeforeTheyHappened) {
  Simulator simulator(1, shipped_units(), from_monday(5));
  simdjson::dom::parser parser;
  std::int64_t last = 0;
  for (const SimulatedRecord& record : simulator.until({kMonday.ms + kDayMs})) {
    ASSERT_GE(record.timestamp_ms, last);
    last = record.timestamp_ms;
    if (const auto event = parse(parser, record)) {
      ASSERT_LT(event->time.ms, record.timestamp_ms);
    }
  }
  EXPECT_LE(last, kMonday.ms + kDayMs);
}

TEST(SimulatorTest, EveryCleanEventIsWholeAndOfAKnownUnit) {
  const model::UnitTree units = shipped_units();
  Simulator simulator(2, units, clean(5));
  simdjson::dom::parser parser;
  std::set<std::string> ids;
  std::map<std::string_view, int> topics;
  const std::set<std::string> channels = {"counter", "online", "post"};
  for (const SimulatedRecord& record : simulator.until({kMonday.ms + 2 * kDayMs})) {
    const auto event = parse(parser, record);
    ASSERT_TRUE(event) << record.value;
    ASSERT_EQ(event->life, record.key);
    ASSERT_TRUE(ids.insert(event->source + event->id).second) << "twice: " << event->id;
    ++topics[record.topic];
    if (record.topic == kHeartbeatTopic) continue;
    ASSERT_NE(units.find(event->unit), model::kNoUnit);
    if (record.topic != kDossierTopic) continue;
    ASSERT_TRUE(channels.contains(event->channel));
    ASSERT_TRUE(event->level >= 1 && event->level <= 4);
    ASSERT_TRUE(event->channel != "online" || event->level >= 3);
    ASSERT_EQ(event->has_fee, event->status == 9);
    ASSERT_EQ(event->due.has_value(), event->status != 1 && event->status != 3) << record.value;
  }
  ASSERT_EQ(topics.size(), 4u);
  EXPECT_EQ(topics[kHeartbeatTopic], 5 * 2 * 8640);
}

TEST(SimulatorTest, DossiersLiveByTheNationalStates) {
  Simulator simulator(3, shipped_units(), clean(4));
  simdjson::dom::parser parser;
  const std::set<std::pair<std::int64_t, std::int64_t>> edges = {
      {0, 1}, {0, 2}, {1, 2}, {1, 3}, {2, 4}, {4, 5}, {5, 4}, {4, 9}, {9, 10}};
  // By event time: a step may overtake the one before on the way.
  std::map<std::string, std::map<std::int64_t, std::int64_t>> lives;
  std::map<std::string, std::int64_t> due;
  for (const SimulatedRecord& record : simulator.until({kMonday.ms + 12 * kDayMs})) {
    if (record.topic != kDossierTopic) continue;
    const auto event = parse(parser, record);
    ASSERT_TRUE(event);
    lives[event->life][event->time.ms] = event->status;
    if (event->due) due[event->life] = event->due->ms;
  }
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  int finished = 0;
  int late = 0;
  for (const auto& [life, steps] : lives) {
    std::int64_t before = 0;
    for (const auto& [at, status] : steps) {
      ASSERT_TRUE(edges.contains({before, status})) << life << ": " << before << "->" << status;
      seen.insert({before, status});
      before = status;
      if (status != 9) continue;
      ++finished;
      late += at > due[life];
    }
  }
  EXPECT_EQ(seen.size(), edges.size());
  EXPECT_GT(finished, 1000);
  EXPECT_GT(late, finished / 100);  // some are late, most are not
  EXPECT_LT(late, finished / 5);
}

TEST(SimulatorTest, TheDayHasItsPeakItsNoonAndItsNight) {
  Simulator simulator(4, shipped_units(), from_monday(4));
  std::map<std::int64_t, double> per_second;  // by hour since Monday
  for (const SimulatedRecord& record : simulator.until({kMonday.ms + 14 * kDayMs})) {
    if (record.topic == kHeartbeatTopic) continue;
    per_second[(record.timestamp_ms - kMonday.ms) / kHourMs] += 1.0 / 3600;
  }
  const auto at = [&](int day, int hour) { return per_second[day * 24 + hour]; };
  // In the second week lives of all ages are under way.
  EXPECT_NEAR(at(8, 8), 4, 1.2);
  EXPECT_NEAR(at(8, 9), 4, 1.2);
  EXPECT_GT(at(8, 8), at(8, 15));
  EXPECT_LT(at(8, 12), at(8, 8) / 4);
  EXPECT_LT(at(8, 2), 0.1);
  EXPECT_GT(at(8, 20), 0.0);
  EXPECT_LT(at(12, 9), at(8, 9) / 8);  // Saturday
  EXPECT_GT(at(12, 9), 0.0);
}

TEST(SimulatorTest, UnitsDifferInVolumeAndMostAreHeard) {
  const model::UnitTree units = shipped_units();
  Simulator simulator(5, units, clean(5));
  simdjson::dom::parser parser;
  std::map<std::string, int> by_unit;
  for (const SimulatedRecord& record : simulator.until({kMonday.ms + 5 * kDayMs})) {
    const auto event = parse(parser, record);
    if (event && !event->unit.empty()) ++by_unit[event->unit];
  }
  EXPECT_GT(by_unit.size(), 270u);
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

TEST(SimulatorTest, TheDirtHasItsStatedShares) {
  const model::UnitTree units = shipped_units();
  Simulator simulator(6, units, from_monday(10));
  simdjson::dom::parser parser;
  std::set<std::string> values;
  std::map<std::string, int> kinds;
  int all = 0;
  for (const SimulatedRecord& record : simulator.until({kMonday.ms + 3 * kDayMs})) {
    if (record.topic == kHeartbeatTopic) continue;
    ++all;
    if (!values.insert(record.value).second) {
      ++kinds["duplicate"];
      continue;
    }
    const auto event = parse(parser, record);
    const bool whole = event && units.find(event->unit) != model::kNoUnit;
    if (!whole) {
      ++kinds["broken"];
      ++kinds[!event ? "unreadable" : (event->unit.empty() ? "no unit" : "unknown unit")];
      continue;
    }
    const std::int64_t delay = record.timestamp_ms - event->time.ms;
    if (delay > kHourMs) ++kinds["hours late"];
    if (delay > 2'000 && delay <= kHourMs) ++kinds["minutes late"];
  }
  ASSERT_GT(all, 100'000);
  const auto share = [&](const char* kind) { return static_cast<double>(kinds[kind]) / all; };
  EXPECT_NEAR(share("duplicate"), 0.005, 0.0015);
  EXPECT_NEAR(share("broken"), 0.001, 0.0005);
  EXPECT_NEAR(share("minutes late"), 0.02, 0.006);
  EXPECT_GT(kinds["hours late"], 0);
  EXPECT_LT(share("hours late"), 0.03);
  for (const char* kind : {"unreadable", "no unit", "unknown unit"})
    EXPECT_GT(kinds[kind], 0) << kind;
}

TEST(SimulatorTest, AnEmptyProvinceStillHasAHeartbeat) {
  Simulator simulator(1, model::UnitTree(), from_monday(20));
  const auto records = simulator.until({kMonday.ms + kHourMs});
  EXPECT_EQ(records.size(), 5u * 360);
  for (const SimulatedRecord& record : records) EXPECT_EQ(record.topic, kHeartbeatTopic);
}

}  // namespace
}  // namespace ioc::ingest
