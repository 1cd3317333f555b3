// [calendar]: what is read, and every fault at its place.
#include "catalog/calendar.h"

#include <gtest/gtest.h>

#include "kit.h"
#include "model/limits.h"

namespace ioc::catalog::calendar_test {
namespace {

using kit::faults;
using kit::load_text;
using kit::Strings;
using model::WorkSpan;

// Line 7 is [calendar]; what is given begins at line 8.
Loaded calendar(const std::string& keys) {
  return load_text(kit::settings() + "[calendar]\n" + keys + "\n");
}
// Of one entry of `hours`.
Loaded hours(const std::string& entry) { return calendar("hours = [{ " + entry + " }]"); }
// The office's hours stand in line 8; the rest begins at line 9.
Loaded beside_hours(const std::string& rest) {
  return load_text(kit::settings() + std::string(kit::kOfficeHours) + rest + "\n");
}
// "line:column code: text | help" of the only fault.
std::string fault(const Loaded& loaded) {
  if (loaded.diagnostics.size() != 1) {
    return std::to_string(loaded.diagnostics.size()) + " faults\n" + kit::rendered(loaded);
  }
  const Diagnostic& d = loaded.diagnostics[0];
  return faults(loaded)[0] + ": " + d.text + (d.help.empty() ? "" : " | " + d.help);
}
const model::WorkRules& rules(const Loaded& loaded) { return loaded.plan->calendar->rules(); }
model::CivilDay day(const char* text) { return *model::parse_day(text); }

constexpr WorkSpan kMorning{420, 690}, kAfternoon{810, 1020};

TEST(Calendar, ReadsHoursHolidaysAndSwaps) {
  const Loaded loaded = beside_hours(
      "holidays = [\n"
      "  { date = 2020-01-23, to = 2020-01-29, name = { vi = \"Tết\", en = \"Tet\" } },\n"
      "  { date = 2020-09-02, name = \"2/9\", legal_basis = \"x\", note = \"y\" },\n"
      "]\n"
      "swaps = [{ off = 2024-04-29, work = 2024-05-04 }]\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::WorkRules& read = rules(loaded);
  EXPECT_EQ(read.root, loaded.plan->root_unit);
  ASSERT_EQ(read.own.size(), 1u);
  const std::vector<model::WorkWeek>& weeks = read.own.at(read.root);
  ASSERT_EQ(weeks.size(), 1u);
  EXPECT_EQ(weeks[0].from, day("2016-01-01"));
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_EQ(weeks[0].days[i],
              i < 5 ? (std::vector<WorkSpan>{kMorning, kAfternoon}) : std::vector<WorkSpan>{});
  }
  EXPECT_EQ(read.holidays.size(), 8u) << "seven days of Tết, and one";
  EXPECT_EQ(read.swaps.size(), 1u);
}

TEST(Calendar, JoinsHoursOfOneUnitAndDayToAWeek) {
  const Loaded loaded = calendar(
      "[[calendar.hours]]\nfrom = 2021-01-01\ndays = [\"mon-thu\"]\nspans = [\"8:00-12:00\"]\n"
      "[[calendar.hours]]\nfrom = 2021-01-01\ndays = [\"fri\", \"mon\"]\n"
      "spans = [\"13:00-24:00\"]\n"
      "[[calendar.hours]]\nfrom = 2016-01-01\ndays = [\"sun\"]\nspans = [\"00:00-24:00\"]\n"
      "[[calendar.hours]]\nfrom = 2021-01-01\ndays = [\"sat\"]\nspans = [\"08:00-11:00\"]\n"
      "units = [\"502\", \"503\"]\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const std::vector<model::WorkWeek>& weeks = rules(loaded).own.at(rules(loaded).root);
  ASSERT_EQ(weeks.size(), 2u);
  EXPECT_EQ(weeks[0].from, day("2016-01-01"));
  EXPECT_EQ(weeks[0].days[6], (std::vector<WorkSpan>{{0, 1440}}));
  EXPECT_EQ(weeks[1].days[0], (std::vector<WorkSpan>{{480, 720}, {780, 1440}}));
  EXPECT_EQ(weeks[1].days[4], (std::vector<WorkSpan>{{780, 1440}}));
  EXPECT_TRUE(weeks[1].days[6].empty()) << "a later week replaces the whole of the former";
  EXPECT_EQ(rules(loaded).own.size(), 3u);
}

TEST(Calendar, MayStandWithoutHours) {
  const Loaded loaded = calendar("note = \"later\"");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_FALSE(loaded.plan->calendar);
  EXPECT_EQ(fault(calendar("holidays = [{ date = 2020-09-02 }]")).substr(0, 62),
            "8:12 missing-key: 'holidays' without 'hours' say nothing | hou");
}

TEST(Calendar, RefusesKeysItDoesNotKnow) {
  EXPECT_EQ(fault(calendar("hour = 1")),
            "8:1 unknown-key: unknown key 'hour' in [calendar] | did you mean 'hours'?");
  EXPECT_EQ(
      fault(hours("from = 2016-01-01, days = [\"mon\"], spans = [\"07:00-11:00\"], unit = 1")),
      "8:72 unknown-key: unknown key 'unit' in 'hours' | did you mean 'units'?");
  EXPECT_EQ(faults(beside_hours("holidays = [{ day = 2020-09-02 }]")),
            (Strings{"9:15 unknown-key"}));
  EXPECT_EQ(faults(beside_hours("swaps = [{ off = 2024-04-29 }]")), (Strings{"9:10 missing-key"}));
  EXPECT_EQ(faults(calendar("hours = [2016-01-01]")), (Strings{"8:9 wrong-type"}));
}

TEST(Calendar, RefusesDaysItCannotRead) {
  const auto days = [](const std::string& list) {
    return fault(hours("from = 2016-01-01, days = [" + list + "], spans = [\"07:00-11:00\"]"));
  };
  const std::string help = " | mon, tue, wed, thu, fri, sat, sun, or several as mon-fri";
  EXPECT_EQ(days("\"monday\""), "8:39 bad-value: 'monday' names no days of the week" + help);
  EXPECT_EQ(days("\"sat-mon\""), "8:39 bad-value: 'sat-mon' names no days of the week" + help);
  EXPECT_EQ(days("\"mon-\""), "8:39 bad-value: 'mon-' names no days of the week" + help);
  EXPECT_EQ(days("\"mon-fri\", \"wed\""), "8:50 bad-value: 'wed' stands twice");
  EXPECT_EQ(days(""),
            "8:38 bad-value: 'days' is empty | hours are of at least one day of the week");
}

TEST(Calendar, RefusesSpansItCannotRead) {
  const auto spans = [](const std::string& list) {
    return fault(hours("from = 2016-01-01, days = [\"mon-fri\"], spans = [" + list + "]"));
  };
  for (const char* bad : {"07:00", "7-11", "07:00-11:60", "07:00-24:01", "07:0-11:00",
                          "a7:00-11:00", "07:00 - 11:00", "-07:00", "007:00-11:00", ""}) {
    EXPECT_EQ(spans("\"" + std::string(bad) + "\""),
              "8:60 bad-span: '" + std::string(bad) +
                  "' is no span of a day | write 07:30-11:30; midnight at the end is 24:00");
  }
  EXPECT_EQ(spans("\"22:00-06:00\""),
            "8:60 bad-span: '22:00-06:00' ends before it has begun | a span over midnight is "
            "written as two: 22:00-24:00 and 00:00-06:00");
  EXPECT_EQ(spans("\"07:00-07:00\"").substr(0, 14), "8:60 bad-span:");
  EXPECT_EQ(spans(""), "8:59 bad-value: 'spans' is empty | hours have at least one span");
}

TEST(Calendar, RefusesSpansThatOverlap) {
  EXPECT_EQ(
      fault(hours("from = 2016-01-01, days = [\"mon-fri\"], "
                  "spans = [\"07:00-11:30\", \"11:00-17:00\"]")),
      "8:75 bad-value: the span overlaps another of the same day | the other is at a.toml:8:60")
      << "told once, not for five days";
  const std::string two =
      "hours = [{ from = 2016-01-01, days = [\"mon-fri\"], spans = [\"07:00-11:30\"] },\n"
      "  { from = 2016-01-01, days = [\"fri\"], spans = [\"11:30-12:00\", \"11:00-11:01\"], "
      "units = [\"49\"] }]";
  EXPECT_EQ(
      fault(calendar(two)),
      "9:64 bad-value: the span overlaps another of the same day | the other is at a.toml:8:60")
      << "the root by its code is the root";
}

TEST(Calendar, RefusesUnitsThatAreNone) {
  const auto units = [](const std::string& list) {
    return fault(
        calendar("hours = [{ from = 2016-01-01, days = [\"mon\"], spans = "
                 "[\"07:00-11:00\"] },\n{ from = 2016-01-01, days = [\"mon\"], spans = "
                 "[\"07:00-11:00\"], units = [" +
                 list + "] }]"));
  };
  EXPECT_EQ(units("\"5023\""), "9:72 unknown-name: unknown unit '5023' | did you mean '502'?");
  EXPECT_EQ(units("\"502\", \"502\""), "9:79 bad-value: '502' stands twice");
  EXPECT_EQ(units(""),
            "9:71 bad-value: 'units' is empty | without `units` the hours are the root "
            "unit's");
  EXPECT_EQ(fault(hours("from = 2016-01-01, days = [\"mon\"], spans = [\"07:00-11:00\"], "
                        "units = [\"502\"]")),
            "8:9 missing-key: all hours are of single units; those of all others are missing | "
            "hours without `units` are the root unit's and of all that have none of their own");
}

TEST(Calendar, RefusesDatesOutsideTheCentury) {
  EXPECT_EQ(fault(hours("from = 1999-12-31, days = [\"mon\"], spans = [\"07:00-11:00\"]")),
            "8:19 bad-value: 1999-12-31 lies outside the calendar | it knows 2000-01-01 to "
            "2100-12-31");
  EXPECT_EQ(faults(beside_hours("holidays = [{ date = 2101-01-01 }]")),
            (Strings{"9:22 bad-value"}));
  EXPECT_EQ(faults(beside_hours("holidays = [{ date = 2020-01-01, to = 9999-12-31 }]")),
            (Strings{"9:39 bad-value"}));
}

TEST(Calendar, RefusesHolidaysThatContradictThemselves) {
  EXPECT_EQ(fault(beside_hours("holidays = [{ date = 2020-01-29, to = 2020-01-23 }]")),
            "9:39 bad-value: the holiday ends before it has begun");
  EXPECT_EQ(fault(beside_hours("holidays = [{ date = 2020-01-23, to = 2020-01-29 },\n"
                               "{ date = 2020-01-27 }]")),
            "10:10 bad-value: 2020-01-27 is a holiday already | see a.toml:9:22");
}

TEST(Calendar, RefusesSwapsThatExchangeNothing) {
  EXPECT_EQ(fault(beside_hours("swaps = [{ off = 2024-04-28, work = 2024-05-04 }]")),
            "9:18 bad-value: 2024-04-28 is no working day, so nothing is exchanged | `off` is a "
            "working day that becomes free");
  EXPECT_EQ(fault(beside_hours("swaps = [{ off = 2024-04-29, work = 2024-05-03 }]")),
            "9:37 bad-value: 2024-05-03 is a working day already | `work` is a free day that "
            "becomes a working one");
  EXPECT_EQ(fault(beside_hours("holidays = [{ date = 2024-04-29 }]\n"
                               "swaps = [{ off = 2024-04-29, work = 2024-05-04 }]")),
            "10:18 bad-value: 2024-04-29 is a holiday already | see a.toml:9:22");
  EXPECT_EQ(fault(beside_hours("swaps = [{ off = 2024-04-29, work = 2024-05-04 },\n"
                               "{ off = 2024-05-02, work = 2024-05-04 }]")),
            "10:28 bad-value: 2024-05-04 is swapped already | see a.toml:9:37");
}

TEST(Calendar, StandsOnce) {
  const std::string office(kit::kOfficeHours);
  const Loaded loaded = load({{"a.toml", kit::settings() + office}, {"b.toml", office}},
                             {"units.csv", std::string(kit::kUnits)});
  ASSERT_EQ(faults(loaded), (Strings{"b.toml:1:1 duplicate-id"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "the first is at a.toml:7:1");
}

const std::string kWorks =
    kit::indicator("a", "measure = \"mean(work_time(received, time))\"\nwindows = [\"day\"]");

TEST(Calendar, IsMissedOnlyWhereItIsTrulyMissing) {
  const std::string catalogue = kit::settings() + kit::stream() + kWorks;
  EXPECT_EQ(faults(load_text(catalogue)), (Strings{"25:17 missing-key"}));
  EXPECT_EQ(faults(load_text(catalogue + "[calendar]\nnote = \"x\"\n")),
            (Strings{"25:17 missing-key"}));
  EXPECT_TRUE(load_text(catalogue + std::string(kit::kOfficeHours)).plan);
  EXPECT_EQ(faults(load_text(catalogue + "[calendar]\nhours = 5\n")), (Strings{"28:9 wrong-type"}))
      << "the hours at fault have been told";
  const SourceFile units{"units.csv", std::string(kit::kUnits)};
  EXPECT_EQ(faults(load({{"a.toml", catalogue}, {"b.toml", "[calendar\n"}}, units)),
            (Strings{"b.toml:1:10 syntax"}));
  EXPECT_EQ(faults(load({{"a.toml", catalogue + std::string(kit::kOfficeHours)}},
                        {"units.csv", "", true})),
            (Strings{"units.csv:1:1 units"}));
}

// The unit whose hours count is the one the event names; of two nobody could tell which.
TEST(Calendar, CountsByTheHoursOfTheOnlyUnitOfAnEvent) {
  const auto value = [](const std::string& fields, const std::string& rest) {
    const Loaded loaded =
        load_text(kit::settings() + "[[stream]]\nid = \"s\"\ntopic = \"t\"\n" +
                  "fields.a = { pointer = \"/a\", type = \"time\" }\n" +
                  "fields.k = { pointer = \"/k\", type = \"string\" }\n" + fields +
                  std::string(kit::kOfficeHours) + rest + "\nname = \"i\"\n" +
                  "measure = \"mean(work_time(a, time))\"\nwindows = [\"day\"]\n");
    if (!loaded.plan) return kit::rendered(loaded);
    const model::IndicatorPlan& i = loaded.plan->indicators[0];
    const model::StreamPlan& source = loaded.plan->source_of(i.stream, i.lifecycle);
    const model::Expression& e = source.values[0];
    return e.canonical + (e.index < 0 || source.fields[static_cast<std::size_t>(e.index)].used
                              ? ""
                              : " of a field that nobody reads");
  };
  const std::string one = "fields.u = { pointer = \"/u\", type = \"unit\" }\n";
  const std::string two = one + "fields.v = { pointer = \"/v\", type = \"unit\" }\n";
  const std::string of_stream = "[[indicator]]\nid = \"i\"\nof = \"s\"";
  const std::string of_life =
      "[[lifecycle]]\nid = \"l\"\nstream = \"s\"\nkey = \"k\"\n"
      "moments.done = \"work_time(a, time) > duration('8h')\"\n"
      "[[indicator]]\nid = \"i\"\nof = \"l\"\nat = \"done\"";
  EXPECT_EQ(value("", of_stream), "work_time(a,event.time)");
  EXPECT_EQ(value(one, of_stream), "work_time(a,event.time of u)");
  EXPECT_EQ(value(two, of_stream), "work_time(a,event.time)");
  EXPECT_EQ(value(one, of_life), "work_time(a,event.time of u)");
  EXPECT_EQ(value(two, of_life), "work_time(a,event.time)");
}

TEST(Calendar, BoundsTheKindsOfHours) {
  std::string units(kit::kUnits), entries;
  for (std::size_t i = 0; i < model::kWorkTablesMax; ++i) {
    const std::string code = std::to_string(20'000 + i);
    units += code + ",x,x,commune,502,,\n";
    entries +=
        ",\n{ from = 2016-01-01, days = [\"mon\"], spans = [\"07:00-11:" + std::to_string(10 + i) +
        "\"], units = [\"" + code + "\"] }";
  }
  const std::string province =
      "hours = [{ from = 2016-01-01, days = [\"mon\"], spans = [\"07:00-11:00\"] }";
  const Loaded loaded =
      load_text(kit::settings() + "[calendar]\n" + province + entries + "]\n", units);
  EXPECT_EQ(fault(loaded),
            "8:9 bad-value: 33 kinds of hours, more than 32 | units with equal hours "
            "count once: give them one entry");
}

}  // namespace
}  // namespace ioc::catalog::calendar_test
