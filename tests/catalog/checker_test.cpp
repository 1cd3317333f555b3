// Names of expressions, and faults at the token they belong to.
#include "catalog/checker.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::checker_test {
namespace {

using kit::Expressions;

TEST(Checker, FindsFieldsByNumberAndType) {
  const Expressions e;
  EXPECT_EQ(e.check("fee"), "fee");
  EXPECT_EQ(e.last().op, model::Op::field);
  EXPECT_EQ(e.last().type, (model::Type{model::TypeKind::decimal, 2}));
  EXPECT_EQ(e.check("has(fee)"), "has(fee)");
  EXPECT_EQ(e.last().type.kind, model::TypeKind::boolean);
}

TEST(Checker, KnowsTheEventsOwnTimeAsTime) {
  const Expressions e;
  EXPECT_EQ(e.check("date(time) <= date(due)"), "(date(event.time) <= date(due))");
  EXPECT_EQ(e.last().args[0].args[0].index, model::kEventTimeField);
}

TEST(Checker, PrefersADeclaredFieldCalledTime) {
  const Loaded loaded =
      kit::load_text(kit::settings() +
                     "[[stream]]\nid = \"dossiers\"\ntopic = \"t\"\n"
                     "fields.time = { pointer = \"/data/t\", type = \"int\" }\n" +
                     kit::indicator("a", "measure = \"sum(time)\"\nwindows = [\"day\"]"));
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  EXPECT_EQ(loaded.plan->streams[0].values[0].index, 0);
  EXPECT_TRUE(loaded.plan->streams[0].fields[0].used);
}

TEST(Checker, TellsUnknownFieldsWithTheNearest) {
  const Expressions e;
  EXPECT_EQ(e.check("status == 2 && chanel == 'x'"),
            "16-6 unknown-name: stream 'dossiers' has no field 'chanel' | did you mean 'channel'?");
  EXPECT_EQ(e.check("has(dues)"),
            "5-4 unknown-name: stream 'dossiers' has no field 'dues' | did you mean 'due'?");
}

TEST(Checker, TellsUnknownFunctionsAndMethodsWithTheNearest) {
  const Expressions e;
  EXPECT_EQ(e.check("dat(due)"), "1-3 unknown-name: unknown function 'dat' | did you mean 'date'?");
  EXPECT_EQ(e.check("channel.startWith('a')"),
            "9-9 unknown-name: unknown method 'startWith' | did you mean 'startsWith'?");
  EXPECT_EQ(e.check("startsWith(channel, 'a')"),
            "1-10 unknown-name: unknown function 'startsWith' | write x.startsWith(…)");
}

TEST(Checker, TypesWorkingTimeByTheHoursOfTheOneUnit) {
  const Expressions e(kit::kOfficeHours);
  EXPECT_EQ(e.check("work_time(received, due) > duration('1h')"),
            "(work_time(received,due of unit) > 3600000ms)");
  EXPECT_EQ(e.check("add_work_time(time, duration('8h'))"),
            "add_work_time(event.time,28800000ms of unit)");
  EXPECT_EQ(e.last().type.kind, model::TypeKind::instant);
  EXPECT_GE(e.last().index, 0) << "the field `unit`";
  EXPECT_EQ(e.check("work_time(received, status)"),
            "21-6 type: 'work_time' takes two times, not int");
  EXPECT_EQ(e.check("work_time(date(received), due)"),
            "11-4 type: 'work_time' takes two times, not day");
  EXPECT_EQ(e.check("add_work_time(due, 8)"),
            "20-1 type: 'add_work_time' takes a time and a duration, not int");
  EXPECT_EQ(e.check("work_time(due)"), "1-9 expression: 'work_time' takes 2 arguments, not 1");
  EXPECT_EQ(e.check("worktime(received, due)"),
            "1-8 unknown-name: unknown function 'worktime' | did you mean 'work_time'?");
}

TEST(Checker, NamesTheCureWhereNoCalendarGivesHours) {
  const Expressions e;
  EXPECT_EQ(e.check("status == 2 && work_time(received, due) > duration('1h')"),
            "16-9 missing-key: 'work_time' needs working hours, and no [calendar] gives any | "
            "[calendar] hours = [{ from = 2016-01-01, days = [\"mon-fri\"], spans = "
            "[\"07:00-11:30\", \"13:30-17:00\"] }]");
}

TEST(Checker, KnowsThatEventsHaveNoNowAndNoFirstValue) {
  const Expressions e;
  EXPECT_EQ(e.check("due < now").substr(0, 66),
            "7-3 expression: 'now' stands only in the `while` of an indicator |");
  EXPECT_EQ(e.check("first(due) == due"),
            "1-5 expression: 'first' asks a life; an event has only one value | write due");
  EXPECT_EQ(e.check("first(2) == 2"),
            "1-5 expression: 'first' asks a life; an event has only one value");
}

TEST(Checker, TellsAnUnknownFieldWithinFirstOfAnEventToo) {
  const Loaded loaded =
      kit::load_indicators(kit::indicator("a",
                                          "where = \"first(levl) == 2\"\nmeasure = \"count\"\n"
                                          "windows = [\"day\"]"));
  ASSERT_EQ(kit::faults(loaded), (kit::Strings{"25:10 expression", "25:16 unknown-name"}));
  EXPECT_EQ(loaded.diagnostics[0].help, "");
  EXPECT_EQ(loaded.diagnostics[1].help, "did you mean 'level'?");
}

TEST(Checker, ChecksListsMemberByMember) {
  const Expressions e;
  EXPECT_EQ(e.check("status in [9, -1]"), "(status in [9,-1])");
  EXPECT_EQ(e.check("status in []"), "(status in [])");
  EXPECT_EQ(e.check("unit in ['502', '503']"), "(unit in [unit:'502',unit:'503'])");
  EXPECT_EQ(e.check("unit in ['502', '5033']"),
            "17-6 unknown-name: unknown unit '5033' | did you mean '503'?");
  EXPECT_EQ(e.check("status in [9, '10']"),
            "15-4 type: 'in' seeks int among string | write 10 without quotes");
  EXPECT_EQ(e.check("status in [9, level]"), "((status == level) || (status in [9]))");
  EXPECT_EQ(e.check("status in [level]"), "(status == level)");
  EXPECT_EQ(e.check("status in [9, channel]"), "15-7 type: 'in' seeks int among string");
  EXPECT_EQ(e.check("status in 9"), "8-2 type: right of 'in' stands a list | x in [1, 2, 3]");
  EXPECT_EQ(e.check("[1] == status"), "1-1 type: a list stands only right of 'in'");
}

TEST(Checker, BringsAListToTheTypeOfWhatIsSought) {
  const Expressions e;
  EXPECT_EQ(e.check("rate in [1, 2.0]"), "(rate in [1e-0,2e-0])");
  EXPECT_EQ(e.check("status in [1.0, 2]"), "(status in [1,2])");
  EXPECT_EQ(e.check("rate in [1, 2.5]"), "(rate in [1e-0])") << "no rate has a digit";
  EXPECT_EQ(e.check("fee in [1, 92233720368547759]"), "(fee in [100e-2])")
      << "the second does not fit the scale, so no fee equals it";
}

TEST(Checker, CountsArguments) {
  const Expressions e;
  EXPECT_EQ(e.check("has()"), "1-3 expression: 'has' takes 1 argument, not 0");
  EXPECT_EQ(e.check("date(due, due)"), "1-4 expression: 'date' takes 1 argument, not 2");
  EXPECT_EQ(e.check("channel.contains()"), "9-8 expression: 'contains' takes 1 argument, not 0");
  EXPECT_EQ(e.check("channel.size(1)"), "9-4 expression: 'size' takes 0 arguments, not 1");
  EXPECT_EQ(e.check("has(status == 2)"), "12-2 type: 'has' asks for a field's name");
}

TEST(Checker, ChecksBothSidesOfAFault) {
  const Loaded loaded =
      kit::load_indicators(kit::indicator("a",
                                          "where = \"nix == 1 && nox == 2\"\nmeasure = \"count\"\n"
                                          "windows = [\"day\"]"));
  EXPECT_EQ(kit::faults(loaded), (kit::Strings{"25:10 unknown-name", "25:22 unknown-name"}));
}

TEST(Checker, RefusesNumbersThatDoNotFit) {
  const Expressions e;
  EXPECT_EQ(e.check("fee > 1e-19"),
            "7-5 expression: '1e-19' has too many digits | numbers fit 64 bits, with at most 18 "
            "digits after the point");
  EXPECT_EQ(e.check("fee > 1.5e3 && status != -0x10"), "((fee > 150000e-2) && (status != -16))");
  EXPECT_EQ(e.check("status == 9223372036854775808"),
            "11-19 expression: '9223372036854775808' has too many digits | numbers fit 64 bits, "
            "with at most 18 digits after the point");
}

}  // namespace
}  // namespace ioc::catalog::checker_test
