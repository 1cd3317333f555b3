// Every stream of the shipped catalogue is played, and what is played is what the catalogue
// declares: the decoder that reads the province's records reads these.
#include <set>

#include "ingest/decoder.h"
#include "ingest/simulator.h"
#include "tests/ingest/simulator_fixture.h"

namespace ioc::ingest::simulator_streams_test {
namespace {

using model::kDayMs;

struct Reading {
  std::map<std::string, std::size_t> events;                       // by stream
  std::map<std::string, std::map<model::Reason, int>> refusals;    // by stream
  std::map<std::string, std::map<std::string, std::size_t>> seen;  // fields in use, by stream
  std::vector<std::string> refused;
};

Reading read(const std::vector<SimulatedRecord>& records) {
  const model::Plan& plan = shipped_plan();
  Reading reading;
  std::map<std::string_view, std::vector<model::Record>> by_topic;
  for (const SimulatedRecord& record : records) {
    auto& list = by_topic[record.topic];
    const auto offset = static_cast<std::int64_t>(list.size());
    list.push_back({offset, record.timestamp_ms, record.key, record.value, {}});
  }
  for (const model::StreamPlan& stream : plan.streams) {
    Decoder decoder(stream, plan, true);
    model::EventBatch batch;
    const auto& list = by_topic[stream.topic];
    decoder.decode(list, batch);
    reading.events[stream.id] = batch.size;
    for (const model::Refusal& refusal : batch.refusals) {
      ++reading.refusals[stream.id][refusal.reason];
      reading.refused.emplace_back(*list[refusal.record].value);
    }
    for (std::size_t i = 0; i < stream.fields.size(); ++i) {
      for (const std::uint8_t present : batch.columns[i].present) {
        reading.seen[stream.id][stream.fields[i].name] += present;
      }
    }
    by_topic.erase(stream.topic);
  }
  EXPECT_TRUE(by_topic.empty()) << "a topic of no stream: " << by_topic.begin()->first;
  return reading;
}

TEST(SimulatorStreamsTest, EveryStreamIsPlayedAndEveryCleanEventIsReadable) {
  const Reading reading = read(played(2, clean(4), 2 * kDayMs));
  ASSERT_TRUE(reading.refused.empty()) << reading.refused.front();
  for (const model::StreamPlan& stream : shipped_plan().streams) {
    if (stream.reads_letters) continue;  // the service itself tells of what it refuses
    EXPECT_GE(reading.events.at(stream.id), 10u) << stream.id;
    for (const model::FieldPlan& field : stream.fields) {
      // What no system of the province fills.
      if (stream.id == "heartbeats" && field.name == "unit") continue;
      if (!field.used) continue;
      EXPECT_GT(reading.seen.at(stream.id).at(field.name), 0u) << stream.id << "." << field.name;
    }
  }
}

TEST(SimulatorStreamsTest, OnlyWhatIsSpoiltIsRefusedAndForEachReasonThere) {
  SimulatorSettings settings = from_monday(6);
  settings.broken_share = 0.01;
  const Reading reading = read(played(3, settings, 2 * kDayMs));
  std::map<model::Reason, int> all;
  int sum = 0;
  for (const auto& [stream, refusals] : reading.refusals) {
    for (const auto& [reason, count] : refusals) {
      all[reason] += count;
      sum += count;
    }
  }
  using enum model::Reason;
  for (const model::Reason reason : {malformed, missing_field, bad_type, unknown_unit}) {
    EXPECT_GT(all[reason], 50) << name_of(reason);
    EXPECT_GT(reading.refusals.at("dossiers").at(reason), 0) << name_of(reason);
  }
  EXPECT_EQ(all.size(), 4u);
  std::size_t events = 0;
  for (const auto& [stream, count] : reading.events) {
    if (stream != "heartbeats") events += count;
  }
  // Those of a slow clock are readable; whoever folds them finds them too late.
  EXPECT_NEAR(static_cast<double>(sum) / static_cast<double>(events), 0.01, 0.002);
}

TEST(SimulatorStreamsTest, IdsAreUniqueAndKeysAreTheFirstMember) {
  simdjson::dom::parser parser;
  std::set<std::string> ids;
  const std::map<std::string_view, const char*> keys = {
      {kDossierTopic, "dossier"},     {kRatingTopic, "dossier"},    {kServiceTopic, "service"},
      {kRolloutTopic, "entry"},       {kDocumentTopic, "document"}, {kPartyTopic, "document"},
      {kReportTopic, "report"},       {kValueTopic, "slot"},        {kFieldReportTopic, "report"},
      {kMilestoneTopic, "milestone"}, {kModuleTopic, "module"},     {kHeartbeatTopic, "system"}};
  for (const SimulatedRecord& record : played(4, clean(2), kDayMs)) {
    const auto event = parse(parser, record);
    ASSERT_TRUE(event) << record.value;
    ASSERT_TRUE(ids.insert(event->source + event->id).second) << "twice: " << event->id;
    if (record.topic == kMeasurementTopic) {
      ASSERT_EQ(event->of("system") + "/" + event->of("series"), record.key);
    } else {
      ASSERT_EQ(event->of(keys.at(record.topic)), record.key);
    }
  }
}

}  // namespace
}  // namespace ioc::ingest::simulator_streams_test
