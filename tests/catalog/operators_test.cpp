// Types of operators: what they take, what they give, what they refuse.
#include "catalog/operators.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::operators_test {
namespace {

using kit::Expressions;

std::string typed(const std::string& expression) {
  const Expressions e;
  const std::string text = e.check(expression);
  return text + " : " + std::to_string(static_cast<int>(e.last().type.kind)) + "/" +
         std::to_string(e.last().type.scale);
}

TEST(Operators, BringsNumbersToTheLargerScale) {
  const Expressions e;
  EXPECT_EQ(e.check("rate + fee"), "(rescale(rate,2) + fee)");
  EXPECT_EQ(e.check("status - fee"), "(rescale(status,2) - fee)");
  EXPECT_EQ(e.check("fee + 1"), "(fee + 100e-2)");
}

TEST(Operators, ComparesNumbersWithoutRescalingThem) {
  const Expressions e;
  EXPECT_EQ(e.check("status < rate"), "(status < rate)");
  EXPECT_EQ(e.check("fee != rate"), "(fee != rate)");
  EXPECT_EQ(e.check("rate > 1.5"), "(rate > 15e-1)");
  EXPECT_EQ(e.check("fee > 92233720368547759"), "(fee > 92233720368547759)")
      << "a literal that does not fit the scale is compared as it is";
  EXPECT_EQ(e.check("status == 2"), "(status == 2)");
}

TEST(Operators, GivesALiteralTheTypeOfTheNumberBesideIt) {
  const Expressions e;
  EXPECT_EQ(e.check("fee > 1"), "(fee > 100e-2)");
  EXPECT_EQ(e.check("fee > 1.5"), "(fee > 150e-2)");
  EXPECT_EQ(e.check("1.500 < fee"), "(150e-2 < fee)");
  EXPECT_EQ(e.check("status == 2.0"), "(status == 2)");
}

TEST(Operators, ScalesProductsAndQuotients) {
  EXPECT_EQ(typed("fee * 1.5"), "(fee * 15e-1) : 2/3");
  EXPECT_EQ(typed("status * fee"), "(rescale(status,0) * fee) : 2/2");
  EXPECT_EQ(typed("fee / 3"), "(fee / 3e-0) : 2/6");
  EXPECT_EQ(typed("rate / 0.000000000000000001"), "(rate / 1e-18) : 2/0");
  EXPECT_EQ(typed("status / 2"), "(status / 2) : 1/0");
  EXPECT_EQ(typed("status % 2"), "(status % 2) : 1/0");
}

TEST(Operators, RefusesProductsWithTooManyDigits) {
  const Expressions e;
  EXPECT_EQ(e.check("fee * 0.12345678901234567"),
            "5-1 type: the product would have 19 digits after the point, more than 18");
}

TEST(Operators, KnowsTheArithmeticOfTimes) {
  EXPECT_EQ(typed("due - received"), "(due - received) : 5/0");
  EXPECT_EQ(typed("received + duration('24h')"), "(received + 86400000ms) : 4/0");
  EXPECT_EQ(typed("duration('1m') + received"), "(60000ms + received) : 4/0");
  EXPECT_EQ(typed("due - received - duration('1m')"), "((due - received) - 60000ms) : 5/0");
  const Expressions e;
  EXPECT_EQ(e.check("due + received"), "5-1 type: '+' does not take time and time");
  EXPECT_EQ(e.check("duration('1h') - received"), "16-1 type: '-' does not take duration and time");
  EXPECT_EQ(e.check("duration('1h') * 2"), "16-1 type: '*' does not take duration and int");
  EXPECT_EQ(e.check("date(due) - date(received)"), "11-1 type: '-' does not take day and day");
}

TEST(Operators, RefusesComparisonsAcrossTypesAndNamesBoth) {
  const Expressions e;
  EXPECT_EQ(e.check("status == '2'"),
            "8-2 type: '==' compares int with string | write 2 without quotes");
  EXPECT_EQ(e.check("due < 5"), "5-1 type: '<' compares time with int");
  EXPECT_EQ(e.check("date(due) <= due"), "11-2 type: '<=' compares day with time");
  EXPECT_EQ(e.check("signed == 1"), "8-2 type: '==' compares bool with int");
  EXPECT_EQ(e.check("1 < 2 < 3"), "7-1 type: '<' compares bool with int");
}

TEST(Operators, ReadsTextBesideAUnitAsItsCode) {
  const Expressions e;
  EXPECT_EQ(e.check("unit == '502'"), "(unit == unit:'502')");
  EXPECT_EQ(e.last().args[1].number, 1) << "the unit's index";
  EXPECT_EQ(e.last().args[1].text, "502");
  EXPECT_EQ(e.check("'503' != unit"), "(unit:'503' != unit)");
  EXPECT_EQ(e.check("unit == '592'"), "9-5 unknown-name: unknown unit '592' | did you mean '502'?");
  EXPECT_EQ(e.check("unit == channel"), "(unit == channel)");
  EXPECT_EQ(e.check("unit == 502"), "6-2 type: '==' compares unit with int");
}

TEST(Operators, JoinsOnlyBools) {
  const Expressions e;
  EXPECT_EQ(e.check("signed && status"), "11-6 type: '&&' joins bools, not int");
  EXPECT_EQ(e.check("channel || signed"), "1-7 type: '||' joins bools, not string");
  EXPECT_EQ(e.check("!status"), "2-6 type: '!' takes bool, not int");
  EXPECT_EQ(e.check("-channel"), "2-7 type: '-' takes a number or a duration, not string");
  EXPECT_EQ(e.check("-(due - received)"), "-((due - received))");
}

TEST(Operators, GivesTheConditionalOneType) {
  EXPECT_EQ(typed("signed ? 1 : 2.5"), "(signed ? 10e-1 : 25e-1) : 2/1");
  const Expressions e;
  EXPECT_EQ(e.check("status ? 1 : 2"), "1-6 type: left of '?' stands a bool, not int");
  EXPECT_EQ(e.check("signed ? 1 : 'x'"),
            "8-1 type: both sides of ':' must have one type, not int and string");
}

}  // namespace
}  // namespace ioc::catalog::operators_test
