// Functions and methods of expressions.
#include "catalog/functions.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::functions_test {
namespace {

using kit::Expressions;

TEST(Functions, ReadsDurationsAndTimestampsAtLoad) {
  const Expressions e;
  EXPECT_EQ(e.check("duration('1h30m')"), "5400000ms");
  EXPECT_EQ(e.check("duration('0s')"), "0ms");
  EXPECT_EQ(e.check("timestamp('2020-10-15T00:00:00+07:00')"), "time:1602694800000");
  EXPECT_EQ(e.check("timestamp('1965-03-01T00:00:00+07:00')"), "time:-152694000000");
  EXPECT_EQ(e.check("duration('1 day')"),
            "10-7 bad-span: '1 day' is not a span | write 90s, 24h, 1.5h, 45d or 1h30m");
  EXPECT_EQ(e.check("timestamp('2020-10-15')"),
            "11-12 bad-time: '2020-10-15' is not an RFC 3339 time | write "
            "2020-10-15T00:00:00+07:00");
  EXPECT_EQ(e.check("duration(channel)"), "10-7 type: 'duration' takes a string literal");
}

TEST(Functions, TakesTheLocalDayOfATime) {
  const Expressions e;
  EXPECT_EQ(e.check("date(due) == date(timestamp('2020-10-15T00:00:00Z'))"),
            "(date(due) == date(time:1602720000000))");
  EXPECT_EQ(e.check("date(status)"), "6-6 type: 'date' takes time, not int");
}

TEST(Functions, LooksIntoTextsAndUnits) {
  const Expressions e;
  EXPECT_EQ(e.check("channel.startsWith('on')"), "startsWith(channel,'on')");
  EXPECT_EQ(e.check("unit.startsWith('5')"), "startsWith(unit,'5')");
  EXPECT_EQ(e.check("channel.endsWith('e') && channel.contains('lin')"),
            "(endsWith(channel,'e') && contains(channel,'lin'))");
  EXPECT_EQ(e.check("size(channel) > channel.size()"), "(size(channel) > size(channel))");
  EXPECT_EQ(e.check("status.contains('1')"),
            "1-6 type: 'contains' is a method of string, not of int");
  EXPECT_EQ(e.check("channel.contains(1)"), "18-1 type: 'contains' takes string, not int");
  EXPECT_EQ(e.check("size(status)"), "6-6 type: 'size' takes string, not int");
}

TEST(Functions, CompilesPatternsToRefuseBadOnes) {
  const Expressions e;
  EXPECT_EQ(e.check("channel.matches('^on.*e$')"), "matches(channel,'^on.*e$')");
  EXPECT_EQ(e.last().text, "^on.*e$");
  EXPECT_EQ(e.check("channel.matches('(')").substr(0, 30), "17-3 expression: bad pattern: ");
  EXPECT_EQ(e.check("channel.matches(channel)"),
            "17-7 type: the pattern of 'matches' must be a string literal");
}

}  // namespace
}  // namespace ioc::catalog::functions_test
