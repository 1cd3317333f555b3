#include "ingest/decoder.h"

#include <gtest/gtest.h>

#include <string>

#include "decoder_fixture.h"
#include "ingest/cloud_event.h"
#include "model/limits.h"

namespace ioc::ingest::decoder_test {
namespace {

using model::Reason;

constexpr std::int64_t kEightOClockMs = 1'602'723'600'000;  // 2020-10-15T08:00:00+07:00

TEST(Decoder, ReadsEveryTypeOfField) {
  Decoding d;
  ASSERT_EQ(d.decode(sound_event(R"("fee":12.345,"paid":true,"due":"2020-10-20T17:00:00Z",)"
                                 R"("items":[{"code":"a"},{"code":"b"}])")),
            std::nullopt);
  ASSERT_EQ(d.batch.size, 1u);
  EXPECT_EQ(d.batch.record[0], 0u);
  EXPECT_EQ(d.batch.time_ms[0], kEightOClockMs);
  EXPECT_EQ(d.batch.id[0], event_id_of("/s", "e1"));
  EXPECT_EQ(d.number(kUnit), 1);
  EXPECT_EQ(d.text(kChannel), "online");
  EXPECT_EQ(d.number(kStatus), 2);
  EXPECT_EQ(d.number(kFee), 1234);
  EXPECT_EQ(d.number(kPaid), 1);
  EXPECT_EQ(d.number(kDue), 1'603'213'200'000);
  EXPECT_EQ(d.text(kItem), "b");
}

TEST(Decoder, KeepsIdsAndSourcesAsWrittenOnlyWhereEventsAreOrdered) {
  for (const bool orders : {false, true}) {
    model::StreamPlan stream = fixture_stream();
    stream.has_latest = orders;
    Decoding d(stream);
    ASSERT_EQ(d.decode(event_with(kPlainData)), std::nullopt);
    ASSERT_EQ(d.batch.id_text.size(), orders ? 1u : 0u);
    ASSERT_EQ(d.batch.source_text.size(), orders ? 1u : 0u);
    if (!orders) continue;
    EXPECT_EQ(d.batch.id_text[0], "e1");
    EXPECT_EQ(d.batch.source_text[0], "/s");
  }
}

TEST(Decoder, AbsentOptionalFieldsAreEmptyRows) {
  Decoding d;
  ASSERT_EQ(d.decode(sound_event(R"("fee":1,"paid":true,"items":[0,{"code":"b"}])")), std::nullopt);
  for (const char* data : {R"("x":1)", R"("fee":null,"paid":null,"due":null,"items":null)",
                           R"("items":[])", R"("items":{"0":{"code":"b"}})", R"("items":7)"}) {
    ASSERT_EQ(d.decode(sound_event(data)), std::nullopt) << data;
    EXPECT_EQ(d.number(kFee), std::nullopt);
    EXPECT_EQ(d.batch.columns[kFee].numbers[0], 0);
    EXPECT_EQ(d.number(kPaid), std::nullopt);
    EXPECT_EQ(d.number(kDue), std::nullopt);
    EXPECT_EQ(d.batch.columns[kItem].present[0], 0);
    EXPECT_EQ(d.text(kItem), "");
  }
}

TEST(Decoder, NumericStepsNameMembersOfObjectsToo) {
  Decoding d;
  ASSERT_EQ(d.decode(sound_event(R"("items":{"1":{"code":"b"}})")), std::nullopt);
  EXPECT_EQ(d.text(kItem), "b");
}

TEST(Decoder, RefusesWhatIsNotOneJsonObject) {
  Decoding d;
  const std::string sound = event_with(kPlainData);
  ASSERT_EQ(d.decode(sound), std::nullopt);
  for (std::size_t size = 0; size < sound.size(); ++size) {
    EXPECT_EQ(d.decode(std::string_view(sound).substr(0, size)), Reason::malformed) << size;
  }
  for (const std::string& text : {std::string("[]"),
                                  std::string("[" + sound + "]"),
                                  std::string("\"text\""),
                                  std::string("null"),
                                  std::string("12"),
                                  sound + sound,
                                  sound + "}",
                                  sound + " x",
                                  sound + ",",
                                  std::string(" "),
                                  std::string("\xEF\xBB\xBF") + sound,
                                  sound_event("\"note\":\"\xC3\x28\""),
                                  sound_event("\"note\":\"a\nb\""),
                                  sound_event(R"("a":[1,2)"),
                                  sound_event(R"("a":[1,2})"),
                                  sound_event(R"("a":{1:2})"),
                                  sound_event(R"("a":{"b"})"),
                                  sound_event(R"("a":[1,])"),
                                  sound_event(R"("a":{"b":1,})"),
                                  sound_event(R"("a":01)"),
                                  sound_event(R"("a":tru)"),
                                  sound_event(R"("a":truex)"),
                                  sound_event(R"("a":1"b":2)"),
                                  sound_event(R"("a":"b""c")"),
                                  sound_event(R"("a":+1)"),
                                  sound_event(R"("a":1.)"),
                                  sound_event(R"("a":.5)"),
                                  sound_event(R"("a":NaN)"),
                                  sound_event(R"("a":"\x")"),
                                  sound_event(R"("a":"\ud800")"),
                                  sound_event(R"("\q":1)")}) {
    EXPECT_EQ(d.decode(text), Reason::malformed) << text;
  }
}

TEST(Decoder, ToleratesBlanksBetweenTokens) {
  Decoding d;
  EXPECT_EQ(
      d.decode(
          " {\t\"id\" : \"e1\" ,\r\n\"source\":\"/s\" , \"time\" :\"2020-10-15T08:00:00+07:00\""
          ",\"data\" : { \"unit\" :\"502\" ,\"channel\": \"a\" , \"status\" : 2 } } \n"),
      std::nullopt);
  EXPECT_EQ(d.number(kStatus), 2);
  EXPECT_EQ(d.text(kChannel), "a");
  EXPECT_EQ(d.batch.id[0], event_id_of("/s", "e1"));
}

TEST(Decoder, RefusesAnEmptyOrMissingValue) {
  Decoding d;
  EXPECT_EQ(d.decode(model::Record{}), Reason::malformed);
  EXPECT_EQ(d.decode(""), Reason::malformed);
}

TEST(Decoder, RefusesValuesAboveTheLimitAndNoSmallerOnes) {
  Decoding d;
  std::string text = sound_event(R"("note":"")");
  const std::string padding(model::kRecordBytesMax - text.size(), 'x');
  text.insert(text.size() - 3, padding);
  ASSERT_EQ(text.size(), model::kRecordBytesMax);
  EXPECT_EQ(d.decode(text), std::nullopt);
  EXPECT_EQ(d.decode(text + " "), Reason::too_large);
  EXPECT_EQ(d.decode(std::string(model::kRecordBytesMax + 1, 'x')), Reason::too_large);
}

TEST(Decoder, RefusesNestingBeyondTheLimit) {
  Decoding d;
  const auto nested = [](std::size_t depth, std::string_view name) {
    // The event and its data are two levels.
    const std::size_t inner = depth - 2;
    return sound_event("\"" + std::string(name) + "\":" + std::string(inner, '[') +
                       std::string(inner, ']'));
  };
  EXPECT_EQ(d.decode(nested(model::kJsonDepthMax, "other")), std::nullopt);
  EXPECT_EQ(d.decode(nested(model::kJsonDepthMax + 1, "other")), Reason::malformed);
  EXPECT_EQ(d.decode(nested(model::kJsonDepthMax, "items")), std::nullopt);
  EXPECT_EQ(d.decode(nested(model::kJsonDepthMax + 1, "items")), Reason::malformed);
  EXPECT_EQ(d.decode(nested(500'000, "other")), Reason::malformed);
}

TEST(Decoder, RefusesMissingFields) {
  Decoding d;
  const std::string data = R"(,"data":{)" + kPlainData + "}}";
  for (const std::string& text : {
           R"({"source":"/s","time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":null,"source":"/s","time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":"","source":"/s","time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":"e1","time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":"e1","source":"","time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":"e1","source":"/s")" + data,
           R"({"id":"e1","source":"/s","time":null)" + data,
           std::string(R"({"id":"e1","source":"/s","time":"2020-10-15T08:00:00Z"})"),
           std::string(R"({"id":"e1","source":"/s","time":"2020-10-15T08:00:00Z","data":"x"})"),
           std::string(R"({"id":"e1","source":"/s","time":"2020-10-15T08:00:00Z","data":[]})"),
           event_with(R"("channel":"a","status":2)"),
           event_with(R"("unit":null,"channel":"a","status":2)"),
           std::string("{}"),
       }) {
    EXPECT_EQ(d.decode(text), Reason::missing_field) << text;
  }
}

TEST(Decoder, RefusesWrongTypes) {
  Decoding d;
  const std::string data = R"(,"data":{)" + kPlainData + "}}";
  for (const std::string& text : {
           R"({"id":5,"source":"/s","time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":"e1","source":{},"time":"2020-10-15T08:00:00Z")" + data,
           R"({"id":"e1","source":"/s","time":1602723600)" + data,
           R"({"id":"e1","source":"/s","time":"")" + data,
           R"({"id":"e1","source":"/s","time":"2020-10-15 08:00:00")" + data,
           R"({"id":"e1","source":"/s","time":"0000-12-31T23:59:59Z")" + data,
           R"({"id":"e1","source":"/s","time":"2020-02-30T08:00:00Z")" + data,
           event_with(R"("unit":502,"channel":"a","status":2)"),
           event_with(R"("unit":"502","channel":true,"status":2)"),
           event_with(R"("unit":"502","channel":["a"],"status":2)"),
           event_with(R"("unit":"502","channel":"a","status":2.0)"),
           event_with(R"("unit":"502","channel":"a","status":2e0)"),
           event_with(R"("unit":"502","channel":"a","status":"2")"),
           event_with(R"("unit":"502","channel":"a","status":9223372036854775808)"),
           sound_event(R"("fee":"1.5")"),
           sound_event(R"("fee":92233720368547758.08)"),
           sound_event(R"("paid":1)"),
           sound_event(R"("paid":"true")"),
           sound_event(R"("due":1602723600)"),
           sound_event(R"("due":"soon")"),
           sound_event(R"("items":[0,{"code":5}])"),
       }) {
    EXPECT_EQ(d.decode(text), Reason::bad_type) << text;
  }
}

TEST(Decoder, KnowsUnitsByTheirExactCode) {
  Decoding d;
  EXPECT_EQ(d.decode(event_with(R"("unit":"a-long-unit-code","channel":"a","status":2)")),
            std::nullopt);
  EXPECT_EQ(d.number(kUnit), 3);
  for (const char* unit : {"50", "5022", "", "0502", "502 ", "another-long-code"}) {
    const std::string text =
        event_with("\"unit\":\"" + std::string(unit) + R"(","channel":"a","status":2)");
    EXPECT_EQ(d.decode(text), Reason::unknown_unit) << unit;
  }
}

TEST(Decoder, JudgesTheRecordTimestampOnlyWhenToldTo) {
  Decoding d;
  Decoding lenient(fixture_stream(), false);
  const std::string text = event_with(kPlainData);
  const std::int64_t edge_ms = kEightOClockMs - d.stream.max_ahead_ms;
  EXPECT_EQ(d.decode({0, edge_ms, {}, text, {}}), std::nullopt);
  EXPECT_EQ(d.decode({0, edge_ms - 1, {}, text, {}}), Reason::time_ahead);
  EXPECT_EQ(d.decode({0, 0, {}, text, {}}), Reason::time_ahead);
  EXPECT_EQ(d.decode({0, -1, {}, text, {}}), std::nullopt);
  EXPECT_EQ(d.decode({0, INT64_MAX, {}, text, {}}), std::nullopt);
  EXPECT_EQ(lenient.decode({0, edge_ms - 1, {}, text, {}}), std::nullopt);
}

// The fault named first in model::Reason wins wherever in the record it stands.
TEST(Decoder, GivesTheFirstReasonInOrder) {
  Decoding d;
  const auto reason = [&](const std::string& text) { return d.decode({0, 0, {}, text, {}}); };
  EXPECT_EQ(reason(event_with(R"("unit":"x","channel":5,"status":)")), Reason::malformed);
  EXPECT_EQ(reason(event_with(R"("unit":"x","channel":5)")), Reason::missing_field);
  EXPECT_EQ(reason(event_with(R"("unit":"x","channel":5,"status":2)")), Reason::bad_type);
  EXPECT_EQ(reason(event_with(R"("unit":"x","channel":"a","status":2)")), Reason::unknown_unit);
  EXPECT_EQ(reason(event_with(kPlainData)), Reason::time_ahead);
  EXPECT_EQ(reason(R"({"id":5,"source":"","time":"x","data":{)" + kPlainData + "}}"),
            Reason::missing_field);
  EXPECT_EQ(reason(R"({"id":"e","source":5,"data":{"unit":"x","channel":"a","status":2}})"),
            Reason::missing_field);
  EXPECT_EQ(
      reason(R"({"id":"e","source":"s","time":"x","data":{"unit":"x","channel":"a","status":2}})"),
      Reason::bad_type);
}

TEST(Decoder, EventsLaterThanUntilAreAsIfTheyWereNotThere) {
  const model::Plan plan = fixture_plan();
  const model::StreamPlan stream = fixture_stream();
  Decoder decoder(stream, plan, false, {kEightOClockMs});
  const auto at = [](const char* time, const std::string& data) {
    return R"({"id":"e","source":"s","time":")" + std::string(time) + R"(","data":{)" + data + "}}";
  };
  const std::string broken = R"("unit":"502","channel":7,"status":2)";
  const std::vector<std::string> values = {
      at("2020-10-15T08:00:00+07:00", kPlainData),      // counts: until is included
      at("2020-10-15T08:00:00.001+07:00", kPlainData),  // left out
      at("2020-10-16T08:00:00+07:00", broken),          // left out, though a field is at fault
      R"({"time":"2020-10-16T08:00:00Z"})",             // left out, though most of it is missing
      at("2020-10-15T07:00:00+07:00", broken),          // refused
      at("no time", kPlainData),                        // refused: its time cannot be read
      "{",                                              // refused
      at("2020-10-15T07:00:00+07:00", kPlainData),      // counts
  };
  std::vector<model::Record> records;
  for (const std::string& value : values) records.push_back({0, -1, {}, value, {}});
  model::EventBatch batch;
  decoder.decode(records, batch);
  EXPECT_EQ(batch.record_count, 5u);
  ASSERT_EQ(batch.size, 2u);
  EXPECT_EQ(batch.record, (std::vector<std::uint32_t>{0, 7}));
  EXPECT_EQ(batch.time_ms, (std::vector<std::int64_t>{kEightOClockMs, kEightOClockMs - 3'600'000}));
  std::vector<std::uint32_t> refused;
  for (const model::Refusal& refusal : batch.refusals) refused.push_back(refusal.record);
  EXPECT_EQ(refused, (std::vector<std::uint32_t>{4, 5, 6}));
}

TEST(Decoder, RefusesTheSameRecordsWhicheverFieldsAreUsed) {
  model::StreamPlan unused = fixture_stream();
  for (model::FieldPlan& field : unused.fields) field.used = false;
  Decoding d(unused);
  EXPECT_EQ(d.decode(event_with(R"("unit":"x","channel":"a","status":2)")), Reason::unknown_unit);
  EXPECT_EQ(d.decode(sound_event(R"("paid":1)")), Reason::bad_type);
  EXPECT_EQ(d.decode(event_with(R"("unit":"502","status":2)")), Reason::missing_field);
  EXPECT_EQ(d.decode(event_with(kPlainData)), std::nullopt);
  for (const model::Column& column : d.batch.columns) {
    EXPECT_TRUE(column.numbers.empty() && column.texts.empty() && column.present.empty());
  }
}

TEST(Decoder, TakesTheTimeFromTheNamedField) {
  model::StreamPlan stream = fixture_stream();
  stream.time_field = kDue;
  Decoding d(stream);
  ASSERT_EQ(d.decode(sound_event(R"("due":"2020-10-14T00:00:00Z")")), std::nullopt);
  EXPECT_EQ(d.batch.time_ms[0], 1'602'633'600'000);
  ASSERT_EQ(d.decode(event_with(kPlainData)), std::nullopt);
  EXPECT_EQ(d.batch.time_ms[0], kEightOClockMs);
  EXPECT_EQ(d.decode(sound_event(R"("due":"x")")), Reason::bad_type);
  const std::string no_time = R"({"id":"e","source":"s","data":{)" + kPlainData;
  EXPECT_EQ(d.decode(no_time + "}}"), Reason::missing_field);
  EXPECT_EQ(d.decode(no_time + R"(,"due":"2020-10-14T00:00:00Z"}})"), std::nullopt);
}

TEST(Decoder, ReadsLocalTimesInTheZoneOfThePlan) {
  Decoding d;
  ASSERT_EQ(d.decode(sound_event(R"("due":"2020-10-15 08:00:00")")), std::nullopt);
  EXPECT_EQ(d.number(kDue), kEightOClockMs);
}

TEST(Decoder, ReadsTimesBefore1970) {
  Decoding d;
  const std::string born =
      R"({"id":"e1","source":"/s","time":"1965-03-01T00:00:00+07:00","data":{)";
  ASSERT_EQ(d.decode(born + kPlainData + R"(,"due":"0001-01-01 00:00:00"}})"), std::nullopt);
  EXPECT_EQ(d.batch.time_ms[0], -152'694'000'000);
  EXPECT_EQ(d.number(kDue), -62'135'622'000'000);
}

TEST(Decoder, ResolvesEscapesInValuesAndNames) {
  Decoding d;
  ASSERT_EQ(
      d.decode(R"({"id":"e\u0031","sou\u0072ce":"\/s","time":"2020-10-15T08:00:00\u002b07:00",)"
               R"("data":{"un\u0069t":"50\u0032","channel":"h\u1ed3 s\u01a1 \"\ud83d\ude00\"\n",)"
               R"("status":2}})"),
      std::nullopt);
  EXPECT_EQ(d.batch.id[0], event_id_of("/s", "e1"));
  EXPECT_EQ(d.batch.time_ms[0], kEightOClockMs);
  EXPECT_EQ(d.number(kUnit), 1);
  EXPECT_EQ(d.text(kChannel), "hồ sơ \"😀\"\n");
}

TEST(Decoder, TheLastOfRepeatedMembersCounts) {
  Decoding d;
  ASSERT_EQ(d.decode(sound_event(R"("status":3,"fee":1,"fee":null)")), std::nullopt);
  EXPECT_EQ(d.number(kStatus), 3);
  EXPECT_EQ(d.number(kFee), std::nullopt);
  EXPECT_EQ(d.decode(R"({"data":{)" + kPlainData +
                     R"(},"id":"a","source":"s",)"
                     R"("time":"2020-10-15T08:00:00Z","data":{"unit":"502","channel":"a"}})"),
            Reason::missing_field);
  EXPECT_EQ(d.decode(R"({"data":{)" + kPlainData +
                     R"(},"id":"a","source":"s",)"
                     R"("time":"2020-10-15T08:00:00Z","data":7})"),
            Reason::missing_field);
}

TEST(Decoder, MembersMayComeInAnyOrderFromRecordToRecord) {
  Decoding d;
  for (int round = 0; round < 3; ++round) {
    EXPECT_EQ(
        d.decode(R"({"id":"a","source":"s","time":"2020-10-15T08:00:00Z","data":)"
                 R"({"status":1,"unit":"502","channel":"x","unrelated_long_member_name":0}})"),
        std::nullopt);
    EXPECT_EQ(d.number(kStatus), 1);
    EXPECT_EQ(d.decode(R"({"time":"2020-10-15T08:00:00Z","data":)"
                       R"({"channel":"y","statu":9,"status":2,"statuses":9,"":5,"unit":"503"},)"
                       R"("source":"s","id":"a"})"),
              std::nullopt);
    EXPECT_EQ(d.number(kStatus), 2);
    EXPECT_EQ(d.number(kUnit), 2);
    EXPECT_EQ(d.text(kChannel), "y");
  }
}

TEST(Decoder, BatchesKeepOrderAndForgetEarlierOnes) {
  Decoding d;
  std::vector<std::string> values;
  for (int i = 0; i < 50; ++i) {
    values.push_back(i % 3 == 1 ? "{"
                                : event_with(R"("unit":"502","channel":"c)" + std::to_string(i) +
                                             R"(","status":)" + std::to_string(i)));
  }
  std::vector<model::Record> records;
  for (const std::string& value : values) records.push_back({0, -1, {}, value, {}});
  for (const std::size_t count :
       {std::size_t{50}, std::size_t{7}, std::size_t{0}, std::size_t{50}}) {
    d.decoder.decode(std::span(records).first(count), d.batch);
    ASSERT_EQ(d.batch.record_count, count);
    ASSERT_EQ(d.batch.size + d.batch.refusals.size(), count);
    ASSERT_EQ(d.batch.id.size(), d.batch.size);
    ASSERT_EQ(d.batch.columns[kStatus].numbers.size(), d.batch.size);
    for (std::size_t row = 0; row < d.batch.size; ++row) {
      const std::uint32_t record = d.batch.record[row];
      EXPECT_EQ(d.batch.columns[kStatus].numbers[row], record);
      EXPECT_EQ(d.batch.columns[kChannel].texts[row], "c" + std::to_string(record));
    }
    for (std::size_t i = 0; i < d.batch.refusals.size(); ++i) {
      EXPECT_EQ(d.batch.refusals[i].record, 3 * i + 1);
    }
  }
}

TEST(Decoder, OneBatchServesStreamsOfDifferentShape) {
  Decoding wide;
  model::StreamPlan narrow_stream;
  narrow_stream.fields = {field_plan("kind", {"kind"}, {model::TypeKind::text, 0}, false)};
  Decoding narrow(narrow_stream);
  ASSERT_EQ(wide.decode(event_with(kPlainData)), std::nullopt);
  const std::string text = R"({"kind":"k","id":"a","source":"s","time":"2020-10-15T08:00:00Z"})";
  const model::Record record{0, -1, {}, text, {}};
  narrow.decoder.decode({&record, 1}, wide.batch);
  ASSERT_EQ(wide.batch.columns.size(), 1u);
  EXPECT_TRUE(wide.batch.columns[0].numbers.empty());
  EXPECT_EQ(wide.batch.columns[0].texts.at(0), "k");
}

TEST(Decoder, ReadsBinaryMode) {
  model::StreamPlan stream = fixture_stream();
  stream.fields.push_back(field_plan("kind", {"type"}, {model::TypeKind::text, 0}, false));
  Decoding d(stream);
  std::vector<model::Header> headers = {{"ce_specversion", "1.0"},
                                        {"ce_id", "e1"},
                                        {"ce_source", "/s"},
                                        {"ce_type", "t"},
                                        {"ce_time", "2020-10-15T08:00:00+07:00"}};
  const std::string data = "{" + kPlainData + R"(,"fee":0.5})";
  ASSERT_EQ(d.decode(data, headers), std::nullopt);
  EXPECT_EQ(d.batch.id[0], event_id_of("/s", "e1"));
  EXPECT_EQ(d.batch.time_ms[0], kEightOClockMs);
  EXPECT_EQ(d.number(kFee), 50);
  EXPECT_EQ(d.text(stream.fields.size() - 1), "t");

  headers.push_back({"Content-Type", "application/vnd.dossier+JSON; charset=UTF-8"});
  EXPECT_EQ(d.decode(data, headers), std::nullopt);
  EXPECT_EQ(d.decode("{", headers), Reason::malformed);
  EXPECT_EQ(d.decode("[]", headers), Reason::missing_field);
  EXPECT_EQ(d.decode("", headers), Reason::malformed);
  EXPECT_EQ(d.decode(model::Record{0, -1, {}, std::nullopt, headers}), Reason::malformed);
  headers.back().second = "text/plain";
  EXPECT_EQ(d.decode("anything", headers), Reason::missing_field);
  headers.back() = {"ce_time", "\xFF"};
  EXPECT_EQ(d.decode(data, headers), Reason::malformed);
  headers.back() = {"ce_time", "2020-10-15T09:00:00+07:00"};
  ASSERT_EQ(d.decode(data, headers), std::nullopt);
  EXPECT_EQ(d.batch.time_ms[0], kEightOClockMs + model::kHourMs);
  headers.back() = {"ce_id", ""};
  EXPECT_EQ(d.decode(data, headers), Reason::missing_field);
  EXPECT_EQ(d.decode(event_with(kPlainData)), Reason::missing_field);  // no type: headers are gone
}

TEST(Decoder, TellsModesApartByHeaders) {
  Decoding d;
  const std::string event = event_with(kPlainData);
  const std::vector<model::Header> unrelated = {{"traceparent", "00-1"}};
  EXPECT_EQ(d.decode(event, unrelated), std::nullopt);
  const std::vector<model::Header> structured = {
      {"CONTENT-TYPE", "Application/CloudEvents+json; charset=UTF-8"}, {"ce_id", "other"}};
  ASSERT_EQ(d.decode(event, structured), std::nullopt);
  EXPECT_EQ(d.batch.id[0], event_id_of("/s", "e1"));
  const std::vector<model::Header> batch = {{"content-type", "application/cloudevents-batch+json"}};
  EXPECT_EQ(d.decode(event, batch), Reason::malformed);
}

}  // namespace
}  // namespace ioc::ingest::decoder_test
