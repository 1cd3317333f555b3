// Rows become events (ingest/sheet_events.h).
#include "ingest/sheet_events.h"

#include <gtest/gtest.h>

#include "decoder_fixture.h"

namespace ioc::ingest::sheet_events_test {
namespace {

SheetEvents made(std::string_view text, const model::StreamPlan& stream = fixture_stream()) {
  return make_sheet_events(read_sheet(text, 1'000), stream, fixture_plan().zone, "502");
}

// The id the row is given, and the event with it left out.
std::pair<std::string, std::string> without_id(std::string json) {
  const std::string begin = "\"id\":\"";
  const std::size_t at = json.find(begin);
  const std::size_t end = json.find('"', at + begin.size());
  std::string id = json.substr(at + begin.size(), end - at - begin.size());
  json.erase(at, end + 2 - at);
  return {id, json};
}

TEST(SheetEvents, ARowIsAnEventWithWhatTheSheetDoesNotSayFilledIn) {
  const SheetEvents sheet = made(
      "unit;channel;status;fee;paid;due;time\n"
      "502;trực tuyến;2;12,50;có;20/10/2020 17:00;15/10/2020 8:30\n");
  ASSERT_TRUE(sheet.faults.empty()) << sheet.faults.front().detail;
  ASSERT_EQ(sheet.events.size(), 1u);
  EXPECT_EQ(sheet.events[0].line, 2u);
  const auto [id, event] = without_id(sheet.events[0].json);
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(event,
            R"({"specversion":"1.0","source":"urn:ioc-pulse:sheet:502","type":"ioc-pulse.sheet.)"
            R"(dossiers","time":"2020-10-15T08:30:00+07:00","data":{"unit":"502","channel":"trực )"
            R"(tuyến","status":2,"fee":12.50,"paid":true,"due":"2020-10-20T17:00:00+07:00"}})");
  Decoding d;
  EXPECT_EQ(d.decode(sheet.events[0].json), std::nullopt);
  EXPECT_EQ(d.number(kFee), 1250);
}

TEST(SheetEvents, TheIdIsThatOfTheRowWhereverItStands) {
  const std::string head = "time,unit,channel,status\n";
  const std::string a = "2020-10-15 08:00,502,x,1\n", b = "2020-10-15 09:00,502,x,1\n";
  const auto id = [](const SheetEvent& event) { return without_id(event.json).first; };
  const SheetEvents ab = made(head + a + b), ba = made(head + b + a);
  EXPECT_EQ(id(ab.events[0]), id(ba.events[1]));
  EXPECT_EQ(id(ab.events[1]), id(ba.events[0]));
  EXPECT_NE(id(ab.events[0]), id(ab.events[1]));
  const SheetEvents other_order = made("unit,time,status,channel,fee\n502,2020-10-15 08:00,1,x,\n");
  EXPECT_EQ(id(other_order.events[0]), id(ab.events[0]));
  const SheetEvents twice = made(head + a + a);
  EXPECT_EQ(id(twice.events[0]), id(ab.events[0]));
  EXPECT_EQ(id(twice.events[1]), id(ab.events[0]) + "-2");
  // Kept for good: a sheet sent again next year must meet its doubles.
  EXPECT_EQ(id(ab.events[0]), "row-000f330e21f13d96c7afd23ce9388f5a");
}

TEST(SheetEvents, GivenIdsAndSourcesStand) {
  const SheetEvents sheet =
      made("id,source,type,time,unit,channel,status\n7,/soft,t,2020-10-15T08:00:00Z,502,x,1\n");
  ASSERT_EQ(sheet.events.size(), 1u);
  EXPECT_EQ(sheet.events[0].json,
            R"({"specversion":"1.0","id":"7","source":"/soft","type":"t",)"
            R"("time":"2020-10-15T08:00:00Z","data":{"unit":"502","channel":"x","status":1}})");
}

TEST(SheetEvents, AFieldNamedLikeAnAttributeStandsBeforeIt) {
  model::StreamPlan stream = fixture_stream();
  stream.fields.push_back(
      field_plan("time", {"data", "when"}, {model::TypeKind::instant, 0}, false));
  const SheetEvents sheet =
      made("Time,CE_time,unit,channel,status\n1/2/2020,2/2/2020,502,x,1\n", stream);
  ASSERT_TRUE(sheet.faults.empty()) << sheet.faults.front().detail;
  EXPECT_NE(sheet.events[0].json.find(R"("time":"2020-02-02T00:00:00+07:00")"), std::string::npos);
  EXPECT_NE(sheet.events[0].json.find(R"("when":"2020-02-01T00:00:00+07:00")"), std::string::npos);
}

TEST(SheetEvents, NumbersThatCouldBeMisreadAreLeftToBeRefused) {
  struct Case {
    const char* head;
    const char* fee;
    const char* json;
  };
  for (const auto& [head, fee, json] :
       {Case{"unit;fee;time", "1.234", "\"1.234\""}, Case{"unit;fee;time", "1,5", "1.5"},
        Case{"unit;fee;time", "-3", "-3"}, Case{"unit,fee,time", "1.5", "1.5"},
        Case{"unit,fee,time", "\"1,5\"", "\"1,5\""}, Case{"unit,fee,time", "007", "\"007\""},
        Case{"unit,fee,time", "1e", "\"1e\""}}) {
    model::StreamPlan stream = fixture_stream();
    for (model::FieldPlan& field : stream.fields) field.optional = true;
    const char separator = head[4];
    const SheetEvents sheet =
        made(std::string(head) + "\n502" + separator + fee + separator + "2020-10-15T08:00:00Z\n",
             stream);
    ASSERT_EQ(sheet.events.size(), 1u);
    EXPECT_NE(sheet.events[0].json.find(std::string("\"fee\":") + json + "}"), std::string::npos)
        << sheet.events[0].json;
  }
}

TEST(SheetEvents, UnknownDoubleAndMissingColumnsAreNamed) {
  const SheetEvents sheet = made("unit,Unit,chanel,status,\n502,502,x,1,y\n");
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (const SheetFault& fault : sheet.faults) places.emplace_back(fault.line, fault.column);
  // Unit twice, chanel and the nameless one unknown, channel and time missing.
  EXPECT_EQ(places, (std::vector<std::pair<std::size_t, std::size_t>>{
                        {1, 2}, {1, 3}, {1, 5}, {1, 0}, {1, 0}}));
  EXPECT_TRUE(sheet.events.empty());
  EXPECT_NE(sheet.faults[1].detail.find("`chanel`"), std::string::npos);
  EXPECT_NE(sheet.faults[3].detail.find("`channel`"), std::string::npos);
}

TEST(SheetEvents, CellsWithoutAColumnAreFaultsAndEmptyOnesAreNot) {
  EXPECT_TRUE(made("unit,channel,status,time\n502,x,1,2020-10-15 08:00,,\n").faults.empty());
  const SheetEvents sheet = made("unit,channel,status,time\n502,x,1,2020-10-15 08:00,,z\n");
  ASSERT_EQ(sheet.faults.size(), 1u);
  EXPECT_EQ(sheet.faults[0].line, 2u);
  EXPECT_EQ(sheet.faults[0].column, 6u);
}

TEST(SheetEvents, AnEmptySheetSaysWhatItWants) {
  ASSERT_EQ(made("").faults.size(), 1u);
  EXPECT_NE(made("").faults[0].detail.find("unit, channel, status"), std::string::npos);
  EXPECT_TRUE(made("unit,channel,status,time\n").faults.empty());
}

TEST(SheetTime, VietnameseDatesAreLocal) {
  const model::Zone zone = fixture_plan().zone;
  const auto read = [&](std::string_view text) {
    const auto time = read_sheet_time(text, zone);
    return time ? model::format_rfc3339(*time, zone) : std::string("none");
  };
  EXPECT_EQ(read("15/10/2020"), "2020-10-15T00:00:00+07:00");
  EXPECT_EQ(read("5/9/2020 8:30"), "2020-09-05T08:30:00+07:00");
  EXPECT_EQ(read("05-09-2020 08:30:15"), "2020-09-05T08:30:15+07:00");
  EXPECT_EQ(read("05.09.2020"), "2020-09-05T00:00:00+07:00");
  EXPECT_EQ(read("2020-10-15 23:59"), "2020-10-15T23:59:00+07:00");
  EXPECT_EQ(read("29/2/2020"), "2020-02-29T00:00:00+07:00");
  for (const char* text :
       {"", "29/2/2021", "10/15/2020", "15/10/20", "15/10-2020", "15/10/2020 24:00", "15/10/2020 8",
        "15/10/2020 8:60", "15/10/2020 8:30:15.5", "2020/10/15", "15 10 2020", "-5/9/2020",
        "15/10/2020 8:30 ", "15/10/0000", "015/10/2020", "44119"}) {
    EXPECT_EQ(read(text), "none") << text;
  }
}

}  // namespace
}  // namespace ioc::ingest::sheet_events_test
