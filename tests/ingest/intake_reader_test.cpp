// What units send is judged before it is sent on (ingest/intake_reader.h).
#include "ingest/intake_reader.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <random>

#include "decoder_fixture.h"
#include "ingest/cloud_event.h"
#include "model/limits.h"

namespace ioc::ingest::intake_reader_test {
namespace {

using model::IntakeFormat;

constexpr model::Instant kNow{1'602'724'500'000};  // 2020-10-15T08:15:00+07:00

// Units 49 > {502 > 502-1, 503}; the stream of the decoder's tests.
model::Plan plan_with_tree() {
  model::Plan plan = fixture_plan();
  plan.units = model::UnitTree({{"49", "", "", "", model::kNoUnit, {}, {}},
                                {"502", "", "", "", 0, {}, {}},
                                {"502-1", "", "", "", 1, {}, {}},
                                {"503", "", "", "", 0, {}, {}}});
  plan.streams = {fixture_stream()};
  return plan;
}

struct Reading {
  explicit Reading(model::Plan the_plan = plan_with_tree())
      : plan(std::move(the_plan)), reader(plan, 0) {}

  model::IntakeCheck read(IntakeFormat format, std::string_view body) {
    model::IntakeRequest request;
    request.stream = 0;
    request.unit = plan.units.find("502");
    request.format = format;
    request.body = body;
    return reader.read(request, kNow);
  }

  model::Plan plan;
  IntakeReader reader;
};

std::string event(std::string_view id, std::string_view unit, std::string_view more = "") {
  return R"({"id":")" + std::string(id) +
         R"(","source":"/s","time":"2020-10-15T08:00:00+07:00","data":{"unit":")" +
         std::string(unit) + R"(","channel":"web","status":2)" + std::string(more) + "}}";
}

TEST(IntakeReader, EveryWayOfSendingGivesTheSameRecords) {
  Reading r;
  const std::string a = event("a", "502"), b = event("b", "502-1");
  for (const auto& [format, body] : {std::pair{IntakeFormat::batch, "[" + a + ",\n" + b + "]"},
                                     std::pair{IntakeFormat::lines, a + "\n\n" + b + "\n"}}) {
    const model::IntakeCheck checked = r.read(format, body);
    ASSERT_EQ(checked.fault_count, 0u);
    ASSERT_EQ(checked.events.size(), 2u);
    EXPECT_EQ(checked.events[0].value, a);
    EXPECT_EQ(checked.events[1].value, b);
    EXPECT_NE(checked.events[0].key, checked.events[1].key);
    EXPECT_EQ(checked.events[0].headers,
              (std::vector<model::OutboxHeader>{
                  {"content-type", "application/cloudevents+json; charset=UTF-8"}}));
  }
  const model::IntakeCheck single = r.read(IntakeFormat::event, a);
  ASSERT_EQ(single.events.size(), 1u);
  EXPECT_EQ(single.events[0].key, r.read(IntakeFormat::batch, "[" + a + "]").events[0].key);
}

TEST(IntakeReader, BinaryModeKeepsAttributesBesideTheData) {
  Reading r;
  model::IntakeRequest request;
  request.stream = 0;
  request.unit = r.plan.units.find("502");
  request.format = IntakeFormat::binary;
  request.body = R"({"unit":"502","channel":"web","status":2})";
  request.attributes = {{"id", "a"}, {"source", "/s"}, {"time", "2020-10-15T08:00:00+07:00"}};
  request.content_type = "application/json";
  const model::IntakeCheck checked = r.reader.read(request, kNow);
  ASSERT_EQ(checked.events.size(), 1u) << checked.faults.at(0).detail;
  EXPECT_EQ(checked.events[0].value, request.body);
  EXPECT_EQ(checked.events[0].headers,
            (std::vector<model::OutboxHeader>{{"ce_id", "a"},
                                              {"ce_source", "/s"},
                                              {"ce_time", "2020-10-15T08:00:00+07:00"},
                                              {"content-type", "application/json"}}));
  // The same event in the other mode meets it in the same partition.
  EXPECT_EQ(checked.events[0].key, r.read(IntakeFormat::event, event("a", "502")).events[0].key);
}

TEST(IntakeReader, EachFaultNamesEventFieldAndReason) {
  Reading r;
  const model::IntakeCheck checked =
      r.read(IntakeFormat::lines,
             event("a", "502") + "\n" + event("b", "999") + "\n{\n" +
                 R"({"source":"/s","time":"2020-10-16T08:00:00+07:00","data":{"unit":"502",)" +
                 R"("status":"2","fee":1}})");
  EXPECT_EQ(checked.events.size(), 1u);
  EXPECT_EQ(checked.faulty_events, 3u);
  std::vector<std::string> told;
  for (const model::IntakeFault& fault : checked.faults) {
    told.push_back(std::to_string(fault.event) + " " + std::to_string(fault.line) + " " + fault.id +
                   " " + fault.field + " " + fault.reason);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"1 2 b unit unknown_unit", "2 3   malformed",
                                            "3 4  id missing_field", "3 4  channel missing_field",
                                            "3 4  status bad_type", "3 4  time time_ahead"}));
  EXPECT_EQ(checked.fault_count, 6u);
}

TEST(IntakeReader, EventsOfOtherUnitsAreForeign) {
  Reading r;
  EXPECT_FALSE(r.read(IntakeFormat::event, event("a", "502-1")).is_foreign);
  for (const char* unit : {"49", "503"}) {
    const model::IntakeCheck checked = r.read(IntakeFormat::event, event("a", unit));
    EXPECT_TRUE(checked.is_foreign);
    EXPECT_TRUE(checked.events.empty());
    EXPECT_EQ(checked.faulty_events, 1u);
    ASSERT_EQ(checked.faults.size(), 1u);
    EXPECT_EQ(checked.faults[0].reason, "foreign_unit");
    EXPECT_EQ(checked.faults[0].field, "unit");
    EXPECT_EQ(checked.faults[0].id, "a");
  }
}

TEST(IntakeReader, ALifesEventsAreKeyedByItsKey) {
  model::Plan plan = plan_with_tree();
  plan.lifecycles.emplace_back().key = kChannel;
  plan.streams[0].lifecycles = {0};
  Reading r(std::move(plan));
  EXPECT_EQ(r.read(IntakeFormat::event, event("a", "502")).events.at(0).key, "web");
  r.plan.lifecycles[0].key = kUnit;
  EXPECT_EQ(Reading(r.plan).read(IntakeFormat::event, event("a", "502")).events.at(0).key, "502");
  r.plan.lifecycles[0].key = kStatus;
  EXPECT_EQ(Reading(r.plan).read(IntakeFormat::event, event("a", "502")).events.at(0).key, "2");
  // An event without its life's key is known by its id.
  r.plan.lifecycles[0].key = kItem;
  const model::EventId id = event_id_of("/s", "a");
  EXPECT_EQ(Reading(r.plan).read(IntakeFormat::event, event("a", "502")).events.at(0).key, [&] {
    char text[33];
    std::snprintf(text, sizeof text, "%016lx%016lx", id.high, id.low);
    return std::string(text);
  }());
}

TEST(IntakeReader, FaultsOfASheetNameLineAndColumn) {
  Reading r;
  const std::string head = "time,unit,channel,status\n";
  const model::IntakeCheck good =
      r.read(IntakeFormat::sheet, head + "15/10/2020 8:00,502,web,2\n15/10/2020 8:00,502,web,2\n");
  ASSERT_EQ(good.events.size(), 2u);
  EXPECT_EQ(good.events[0].line, 2u);
  EXPECT_NE(good.events[0].key, good.events[1].key);
  const model::IntakeCheck bad =
      r.read(IntakeFormat::sheet, head + "15/10/2020 8:00,502,web,2\n32/10/2020,999,web,x\n");
  std::vector<std::string> told;
  for (const model::IntakeFault& fault : bad.faults) {
    told.push_back(std::to_string(fault.line) + ":" + std::to_string(fault.column) + " " +
                   fault.field + " " + fault.reason);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"3:2 unit unknown_unit", "3:4 status bad_type",
                                            "3:1 time bad_type"}));
  const model::IntakeCheck broken = r.read(IntakeFormat::sheet, "unit,chanel\n502,\"x\n");
  EXPECT_TRUE(broken.events.empty());
  EXPECT_GT(broken.fault_count, 0u);
  EXPECT_EQ(broken.faulty_events, 0u);
}

TEST(IntakeReader, BoundsAreKept) {
  Reading r;
  std::string lines;
  for (std::size_t i = 0; i <= model::kIntakeEventsMax; ++i) lines += "{}\n";
  EXPECT_TRUE(r.read(IntakeFormat::lines, lines).too_many);
  const model::IntakeCheck many = r.read(IntakeFormat::lines, lines.substr(3));
  EXPECT_FALSE(many.too_many);
  EXPECT_EQ(many.faulty_events, model::kIntakeEventsMax);
  EXPECT_EQ(many.faults.size(), model::kIntakeFaultsMax);
  EXPECT_GT(many.fault_count, model::kIntakeEventsMax);
  const std::string large =
      event("a", "502", ",\"x\":\"" + std::string(model::kIntakeEventBytesMax, 'x') + "\"");
  const model::IntakeCheck too_large = r.read(IntakeFormat::event, large);
  ASSERT_EQ(too_large.faults.size(), 1u);
  EXPECT_EQ(too_large.faults[0].reason, "too_large");
  EXPECT_TRUE(too_large.events.empty());
  EXPECT_TRUE(r.read(IntakeFormat::lines, "").events.empty());
  EXPECT_EQ(r.read(IntakeFormat::event, "").fault_count, 1u);
}

// Whatever comes: events and faulty events are all there are, and what passes decodes.
TEST(IntakeReaderFuzz, WhatPassesIsWhatTheReaderOfTheLogTakes) {
  Reading r;
  Decoding judge(fixture_stream());
  judge.plan.units = r.plan.units;
  Decoder decoder(judge.stream, judge.plan, true);
  std::mt19937 random(20201015);
  const std::string samples[] = {
      "[" + event("a", "502", R"(,"fee":12.345,"due":"2020-10-20 17:00:00")") + "," +
          event("b", "502-1") + "]",
      event("a", "502") + "\n" + event("b", "502-1", R"(,"items":[{},{"code":"x"}])") + "\n",
      "time;unit;channel;status;fee\n15/10/2020 8:00;502;web;2;1,5\n;502-1;\"x;y\";3;\n"};
  const IntakeFormat formats[] = {IntakeFormat::batch, IntakeFormat::lines, IntakeFormat::sheet};
  std::size_t passed = 0, refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const unsigned which = random() % 3;
    std::string body = samples[which];
    for (unsigned change = random() % 4; change > 0 && !body.empty(); --change) {
      const std::size_t at = random() % body.size();
      switch (random() % 4) {
        case 0: body.erase(at, 1 + random() % 6); break;
        case 1: body.insert(at, 1, "{}[]:,;\"\\0\n"[random() % 11]); break;
        case 2: body[at] = static_cast<char>(random()); break;
        default: body.insert(at, body.substr(random() % body.size(), random() % 40));
      }
    }
    const model::IntakeCheck checked = r.read(formats[which], body);
    ASSERT_TRUE(checked.fault_count == 0 || !checked.faults.empty());
    ASSERT_GE(checked.fault_count, checked.faulty_events);
    passed += checked.events.size();
    refused += checked.faulty_events;
    for (const model::IntakeEvent& each : checked.events) {
      const model::Record record{0, checked.now.ms, {}, each.value, {}};
      decoder.decode({&record, 1}, judge.batch);
      ASSERT_EQ(judge.batch.size, 1u) << each.value;
    }
  }
  EXPECT_GT(passed, 5'000u);
  EXPECT_GT(refused, 1'000u);
}

}  // namespace
}  // namespace ioc::ingest::intake_reader_test
