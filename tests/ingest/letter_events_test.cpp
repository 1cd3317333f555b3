// Refused events as events: what is read of them, and what is not told (ingest/letter_events.h).
#include "ingest/letter_events.h"

#include <gtest/gtest.h>

#include "tests/ingest/decoder_fixture.h"

namespace ioc::ingest::letter_events_test {
namespace {

struct LetterTest : ::testing::Test {
  LetterTest() {
    using model::TypeKind;
    stream.id = "refused";
    stream.reads_letters = true;
    stream.letters = {{"dossiers", "t", {"data", "unit"}}};
    stream.fields = {field_plan("reason", {"data", "reason"}, {TypeKind::text, 0}, false),
                     field_plan("stream", {"data", "stream"}, {TypeKind::text, 0}, true),
                     field_plan("unit", {"data", "unit"}, {TypeKind::unit, 0}, true),
                     field_plan("system", {"data", "system"}, {TypeKind::text, 0}, true)};
  }
  model::Record letter(std::string_view value, std::vector<model::Header> before = {},
                       std::string_view topic = "t") {
    headers = std::move(before);
    for (const auto& [name, text] : std::initializer_list<model::Header>{{"reason", "bad_type"},
                                                                         {"topic", topic},
                                                                         {"partition", "3"},
                                                                         {"offset", "17"},
                                                                         {"catalog", "abc"}}) {
      headers.emplace_back(name, text);
    }
    return {5, 1'602'755'998'120, {}, value, headers};
  }
  // "reason stream unit system time" of what the decoder reads; the reason when it refuses.
  std::string read(const model::Record& record) {
    Decoder decoder(stream, plan, true);
    model::EventBatch batch;
    decoder.decode({&record, 1}, batch);
    if (batch.size == 0) return std::string(name_of(batch.refusals.at(0).reason));
    std::string out;
    for (const std::size_t field : {0, 1, 3}) {
      out +=
          batch.columns[field].present[0] != 0 ? std::string(batch.columns[field].texts[0]) : "-";
      out += ' ';
    }
    out += batch.columns[2].present[0] != 0
               ? plan.units.at(static_cast<model::UnitIndex>(batch.columns[2].numbers[0])).code
               : "-";
    return out + ' ' + std::to_string(batch.time_ms[0]);
  }

  const model::Plan plan = fixture_plan();
  model::StreamPlan stream;
  std::vector<model::Header> headers;
};

TEST_F(LetterTest, TellsStreamUnitAndSourceAndTheTimeOfTheRefusal) {
  EXPECT_EQ(
      read(letter(R"({"id":"1","source":"/tk","time":"x","data":{"unit":"502","fee":"no"}})")),
      "bad_type dossiers /tk 502 1602755998120");
  EXPECT_EQ(
      read(letter(R"({"unit":"503"})",
                  {{"ce_source", "/b"}, {"ce_id", "1"}, {"content-type", "application/json"}})),
      "bad_type dossiers /b 503 1602755998120")
      << "binary mode: the value is `data`";
}

TEST_F(LetterTest, WhatCannotBeReadIsLeftOut) {
  EXPECT_EQ(read(letter("no JSON")), "bad_type dossiers - - 1602755998120");
  EXPECT_EQ(read(letter(R"({"source":"/tk","data":{"unit":"nowhere"}})")),
            "bad_type dossiers /tk - 1602755998120");
  EXPECT_EQ(read(letter(R"({"source":7,"data":{"unit":502}})")),
            "bad_type dossiers - - 1602755998120");
  EXPECT_EQ(read(letter("{}", {}, "another")), "bad_type - - - 1602755998120");
  EXPECT_EQ(read(letter("")), "bad_type dossiers - - 1602755998120");
}

TEST_F(LetterTest, NothingElseOfTheEventIsInIt) {
  LetterEvents letters(stream, plan.units);
  const model::Record event = letters.event_of(
      letter(R"({"source":"/tk","data":{"unit":"502","name":"Nguyễn Văn A","phone":"0905"}})"));
  EXPECT_EQ(*event.value,
            R"({"specversion":"1.0","id":"t/3/17","source":"/dead-letters","type":"refused",)"
            R"("time":"2020-10-15T09:59:58.120+00:00","data":{"reason":"bad_type","topic":"t",)"
            R"("stream":"dossiers","unit":"502","system":"/tk"}})");
  EXPECT_TRUE(event.headers.empty());
}

// The same letter twice is one event; another offset is another.
TEST_F(LetterTest, ItsIdIsWhereTheEventLay) {
  Decoder decoder(stream, plan, true);
  model::EventBatch batch;
  const model::Record record = letter(R"({"data":{}})");
  model::Record later = record;
  later.timestamp_ms += 5000;
  const model::Record records[] = {record, later};
  decoder.decode(records, batch);
  ASSERT_EQ(batch.size, 2U);
  EXPECT_EQ(batch.id[0], batch.id[1]);
}

TEST_F(LetterTest, WhatIsNoLetterIsReadAsItStands) {
  const std::string event =
      R"({"id":"1","source":"/s","time":"2020-10-15T08:00:00Z","data":{"reason":"too_late"}})";
  EXPECT_EQ(read({0, -1, {}, event, {}}), "too_late - - - 1602748800000");
  EXPECT_EQ(read({0, -1, {}, std::string_view("{}"), {}}), "missing_field");
}

}  // namespace
}  // namespace ioc::ingest::letter_events_test
