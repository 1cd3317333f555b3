// [[test]]: what is read, and every fault at its place.
#include "catalog/cases.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::cases_test {
namespace {

using kit::Strings;

// Two indicators; the test begins at line 36.
Loaded load_case(const std::string& keys) {
  return kit::load_indicators(
      kit::indicator("seen",
                     "measure = \"count\"\nby = [\"unit\", \"status\", \"signed\"]\n"
                     "windows = [\"day\", \"month\"]\n") +
      kit::indicator("paid", "measure = \"sum(fee)\"\nwindows = [\"day\"]\n") +
      "[[test]]\nname = \"t\"\n" + keys);
}
// "line:column code: text | help" of each fault.
Strings faults(const std::string& keys) {
  Strings out;
  for (const Diagnostic& d : load_case(keys).diagnostics) {
    out.push_back(std::to_string(d.line) + ":" + std::to_string(d.column) + " " + d.code + ": " +
                  d.text + (d.help.empty() ? "" : " | " + d.help));
  }
  return out;
}
const Case& only(const Loaded& loaded) {
  EXPECT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.cases.size(), 1u);
  return loaded.cases.front();
}

// One good line each, so that a test changes one thing.
const std::string kEvents = "events = [{ stream = \"dossiers\", time = 2020-10-15T08:00:00 }]\n";
const std::string kExpect = "expect = [{ indicator = \"paid\", window = \"day\", value = 1 }]\n";

TEST(Cases, MakeCloudEventsOfShortForms) {
  const Loaded loaded = load_case(
      "stream = \"dossiers\"\n"
      "data = { unit = \"502\", channel = \"online\" }\n"
      "events = [\n"
      "  { time = 2020-10-15T08:00:00.5, data = { status = 2, fee = 12.50, signed = true } },\n"
      "  { time = \"2020-10-15T01:00:00Z\", id = \"x\", source = \"/s\", data = { unit = \"503\", "
      "due = 2020-10-16, received = 2020-10-15T08:00:00Z } },\n"
      "  { event = 'not JSON' },\n"
      "]\n" +
      kExpect);
  const Case& example = only(loaded);
  ASSERT_EQ(example.events.size(), 3u);
  EXPECT_EQ(example.events[0].value,
            R"({"specversion":"1.0","type":"test","id":"1","source":"/test",)"
            R"("time":"2020-10-15T08:00:00.500+07:00","data":{"channel":"online","fee":12.5,)"
            R"("signed":true,"status":2,"unit":"502"}})");
  EXPECT_EQ(example.events[1].value,
            R"({"specversion":"1.0","type":"test","id":"x","source":"/s",)"
            R"("time":"2020-10-15T08:00:00+07:00","data":{"channel":"online","due":"2020-10-16",)"
            R"("received":"2020-10-15T15:00:00+07:00","unit":"503"}})");
  EXPECT_EQ(example.events[2].value, "not JSON");
  EXPECT_EQ(to_string(example.events[1].position), "a.toml:42:3");
}

TEST(Cases, BringFiguresIntoTheFormOfFigures) {
  const Loaded loaded = load_case(
      kEvents +
      "until = 2020-10-16\n"
      "expect = [\n"
      "  { indicator = \"seen\", window = \"month\", group = { signed = false, unit = \"502\", "
      "status = 2 }, start = 2020-10-01, end = \"2020-11-01T00:00:00+07:00\", count = 3 },\n"
      "  { indicator = \"paid\", window = \"day\", value = 0.30, numerator = 1 },\n"
      "  { indicator = \"paid\", window = \"day\", value = \"92233720368547758.07\" },\n"
      "  { indicator = \"paid\", window = \"day\", empty = true },\n"
      "]\n"
      "absent = [{ indicator = \"seen\", window = \"day\" }]\n"
      "refused = [{ reason = \"too_late\", stream = \"dossiers\", count = 2 }]\n"
      "duplicates = 0\n");
  const Case& example = only(loaded);
  ASSERT_EQ(example.figures.size(), 5u);
  EXPECT_EQ(example.until, model::parse_rfc3339("2020-10-16T00:00:00+07:00"));
  EXPECT_EQ(example.figures[0].group, R"({"unit":"502","status":2,"signed":false})");
  EXPECT_EQ(example.figures[0].start, model::parse_rfc3339("2020-10-01T00:00:00+07:00"));
  EXPECT_EQ(example.figures[0].end, model::parse_rfc3339("2020-10-31T17:00:00Z"));
  EXPECT_EQ(example.figures[0].count, "3");
  EXPECT_EQ(example.figures[0].value, std::nullopt);
  EXPECT_EQ(example.figures[1].group, "{}");
  EXPECT_EQ(example.figures[1].value, "0.3");
  EXPECT_EQ(example.figures[2].value, "92233720368547758.07");
  EXPECT_EQ(example.figures[3].value, "null");
  EXPECT_TRUE(example.figures[4].is_absent);
  EXPECT_EQ(example.figures[4].group, std::nullopt) << "any";
  ASSERT_EQ(example.refused.size(), 1u);
  EXPECT_EQ(example.refused[0].reason, model::Reason::too_late);
  EXPECT_EQ(example.refused[0].count, 2u);
  EXPECT_EQ(example.duplicates, 0u);
}

TEST(Cases, TellFaultsOfEventsAtTheirPlaces) {
  EXPECT_EQ(faults("events = [{ time = 2020-10-15 }]\n" + kExpect),
            (Strings{"38:11 missing-key: an event needs a stream | give it one, or `stream = "
                     "\"…\"` to the whole test"}));
  EXPECT_EQ(faults("stream = \"dosiers\"\nevents = [{ time = 2020-10-15 }]\n" + kExpect),
            (Strings{"38:10 unknown-name: unknown stream 'dosiers' | did you mean 'dossiers'?"}));
  EXPECT_EQ(faults("stream = \"dossiers\"\nevents = [{ tine = 2020-10-15 }]\n" + kExpect),
            (Strings{"39:13 unknown-key: unknown key 'tine' in an event of [[test]] | did you mean "
                     "'time'?"}));
  EXPECT_EQ(faults("stream = \"dossiers\"\nevents = [{ id = \"1\" }]\n" + kExpect),
            (Strings{"39:11 missing-key: an event needs a time | time = 2020-10-15T08:00:00"}));
  EXPECT_EQ(faults("stream = \"dossiers\"\nevents = [{ time = 2020-10-15, data = { chanel = 'x' } "
                   "}]\n" +
                   kExpect),
            (Strings{"39:41 unknown-name: no field of stream 'dossiers' reads 'chanel' | did you "
                     "mean 'channel'?"}));
  EXPECT_EQ(faults("stream = \"dossiers\"\ndata = { units = '502' }\nevents = [{ time = "
                   "2020-10-15 }]\n" +
                   kExpect),
            (Strings{"39:10 unknown-name: no field of stream 'dossiers' reads 'units' | did you "
                     "mean 'unit'?"}));
  EXPECT_EQ(faults("stream = \"dossiers\"\nevents = [{ time = \"today\" }, { event = '{}', id = "
                   "'1' }]\n" +
                   kExpect),
            (Strings{"39:20 bad-time: not a time | write 2020-10-15T08:00:00+07:00, "
                     "2020-10-15T08:00:00 of the catalogue's zone, or 2020-10-15",
                     "39:52 bad-value: 'id' stands beside `event`, which is the whole event"}));
  EXPECT_EQ(faults("stream = \"dossiers\"\nevents = [{ time = 2020-10-15, data = { fee = nan } "
                   "}]\n" +
                   kExpect),
            (Strings{"39:47 bad-value: an event cannot hold this | strings, finite numbers, true, "
                     "false, times, days, lists and tables"}));
}

TEST(Cases, TellFaultsOfFiguresAtTheirPlaces) {
  const auto told = [](const std::string& figure) {
    return faults(kEvents + "expect = [{ " + figure + " }]\n");
  };
  EXPECT_EQ(told("indicator = \"pait\", window = \"day\", value = 1"),
            (Strings{"39:25 unknown-name: unknown indicator 'pait' | did you mean 'paid'?"}));
  EXPECT_EQ(told("indicator = \"paid\", window = \"days\", value = 1"),
            (Strings{"39:42 unknown-name: indicator 'paid' has no window 'days' | did you mean "
                     "'day'?"}));
  EXPECT_EQ(told("window = \"day\", value = 1"),
            (Strings{"39:11 missing-key: a figure needs its indicator | give it one, or `indicator "
                     "= \"…\"` to the whole test"}));
  EXPECT_EQ(told("indicator = \"paid\", window = \"day\", group = { unit = \"49\" }, value = 1"),
            (Strings{"39:59 unknown-name: indicator 'paid' is not by 'unit' | it has no groups"}));
  EXPECT_EQ(told("indicator = \"seen\", window = \"day\", group = { unit = \"52\", status = \"2\", "
                 "sign = true }, value = 1"),
            (Strings{"39:57 missing-key: the group needs 'signed': indicator 'seen' is by it",
                     "39:66 unknown-name: unknown unit '52' | did you mean '502'?",
                     "39:81 wrong-type: 'status' is an integer",
                     "39:86 unknown-name: indicator 'seen' is not by 'sign' | did you mean "
                     "'signed'?"}));
  EXPECT_EQ(told("indicator = \"paid\", window = \"day\""),
            (Strings{"39:11 missing-key: nothing is expected of this figure | value, count, "
                     "numerator, denominator or `empty = true`"}));
  EXPECT_EQ(told("indicator = \"paid\", window = \"day\", value = \"much\""),
            (Strings{"39:57 wrong-type: the value of this indicator is a number"}));
  EXPECT_EQ(told("indicator = \"paid\", window = \"day\", value = 1, empty = true"),
            (Strings{"39:68 bad-value: `empty` is said of a figure without a value"}));
}

TEST(Cases, TellAWindowThatIsNoneOfTheIndicators) {
  const std::string absent =
      "absent = [{ indicator = \"seen\", window = \"sliding 60m every 1m\" }]\n";
  EXPECT_EQ(faults(kEvents + absent),
            (Strings{"39:42 unknown-name: indicator 'seen' has no window 'sliding 60m every 1m' | "
                     "valid here: day, month"}));
  EXPECT_EQ(
      faults("window = \"week\"\n" + kEvents +
             "expect = [{ indicator = \"paid\", value = 1 }, { indicator = \"paid\", count = 1 "
             "}]\nabsent = [{ indicator = \"seen\" }]\n"),
      (Strings{"38:10 unknown-name: indicator 'paid' has no window 'week' | valid here: day",
               "38:10 unknown-name: indicator 'seen' has no window 'week' | valid here: day, "
               "month"}))
      << "what the whole test says is told once of each indicator";
  EXPECT_EQ(faults("indicator = \"pait\"\n" + kEvents +
                   "expect = [{ window = \"day\", value = 1 }, { window = \"day\", count = 1 }]\n"),
            (Strings{"38:13 unknown-name: unknown indicator 'pait' | did you mean 'paid'?"}));
}

TEST(Cases, TellFaultsOfTheRest) {
  EXPECT_EQ(faults(kEvents), (Strings{"36:1 missing-key: a [[test]] that expects nothing | expect, "
                                      "absent, targets, refused or duplicates"}));
  EXPECT_EQ(
      faults(kEvents + "refused = [{ reason = \"late\" }]\n"),
      (Strings{"39:23 unknown-name: unknown reason 'late' | valid here: too_large, malformed, "
               "missing_field, bad_type, unknown_unit, … (7 in all)"}));
  EXPECT_EQ(faults(kEvents + "refused = [{ reason = \"time_ahead\" }]\n"),
            (Strings{"39:23 bad-value: events of a test have no Kafka timestamp | nothing is ahead "
                     "of it, so nothing is refused as time_ahead"}));
  EXPECT_EQ(faults(kEvents + "duplicates = -1\n"),
            (Strings{"39:14 bad-value: 'duplicates' is below zero"}));
  EXPECT_EQ(faults(kEvents + kExpect + "[[test]]\nname = \"t\"\n" + kEvents + kExpect),
            (Strings{"41:8 duplicate-id: duplicate test 't' | the first is at a.toml:37:8"}));
}

TEST(Cases, TellFaultsOfTargets) {
  const Strings found = faults(kEvents + "targets = [{ target = \"none\", state = \"well\" }]\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].find("unknown target 'none'"), std::string::npos) << found[0];
  EXPECT_NE(found[1].find("unknown state 'well'"), std::string::npos) << found[1];
}

TEST(Cases, OfAnIndicatorAtFaultAreNotAtFault) {
  const Loaded loaded = kit::load_indicators(
      kit::indicator("broken", "measure = \"sum(nothing)\"\nwindows = [\"day\"]\n") +
      "[[test]]\nname = \"t\"\n" + kEvents +
      "expect = [{ indicator = \"broken\", window = \"day\", value = 1 }]\n");
  EXPECT_EQ(kit::faults(loaded), (Strings{"25:16 unknown-name"}));
  EXPECT_TRUE(loaded.cases.empty());
}

}  // namespace
}  // namespace ioc::catalog::cases_test
