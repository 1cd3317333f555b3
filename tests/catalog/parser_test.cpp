// Precedence, and faults of the grammar.
#include <gtest/gtest.h>

#include "catalog/syntax.h"
#include "model/limits.h"

namespace ioc::catalog::parser_test {
namespace {

std::string shape(const Syntax& node) {
  if (node.args.empty() && node.kind != Syntax::Kind::list) return node.text;
  std::string out = "(" + node.text;
  for (const Syntax& arg : node.args) out += " " + shape(arg);
  return out + ")";
}

std::string parse(const std::string& expression) {
  const Source source("e", "'" + expression + "'");
  const Text text{expression, {&source, {1, 1, 1}}};
  Report report;
  const std::optional<Syntax> syntax = parse_expression(text, report);
  const std::vector<Diagnostic> told = report.take();
  if (syntax) return shape(*syntax);
  return std::to_string(told.at(0).column - 1) + " " + told.at(0).text;
}

TEST(Parser, BindsOperatorsAsTheCommonExpressionLanguageDoes) {
  EXPECT_EQ(parse("a || b && c"), "(|| a (&& b c))");
  EXPECT_EQ(parse("a && b == c"), "(&& a (== b c))");
  EXPECT_EQ(parse("a < b + c * d"), "(< a (+ b (* c d)))");
  EXPECT_EQ(parse("a - b - c"), "(- (- a b) c)");
  EXPECT_EQ(parse("a / b * c"), "(* (/ a b) c)");
  EXPECT_EQ(parse("!a && b"), "(&& (! a) b)");
  EXPECT_EQ(parse("-a * b"), "(* (- a) b)");
  EXPECT_EQ(parse("(a + b) * c"), "(* (+ a b) c)");
  EXPECT_EQ(parse("a in [1, 2] || b"), "(|| (in a ([ 1 2)) b)");
}

TEST(Parser, TakesTheConditionalLastAndToTheRight) {
  EXPECT_EQ(parse("a || b ? c : d ? e : f"), "(? (|| a b) c (? d e f))");
}

TEST(Parser, ReadsCallsMethodsAndNegativeNumbers) {
  EXPECT_EQ(parse("has(x) && y.startsWith('a').size() > -5"),
            "(&& (has x) (> (size (startsWith y a)) -5))");
  EXPECT_EQ(parse("a - 5"), "(- a 5)");
  EXPECT_EQ(parse("!!a"), "(! (! a))");
}

TEST(Parser, LetsAListEndWithAComma) {
  EXPECT_EQ(parse("a in [1, 2,]"), "(in a ([ 1 2))");
  EXPECT_EQ(parse("a in [1,,]"), "9 a value should stand here, not ','");
  EXPECT_EQ(parse("a in [,]"), "7 a value should stand here, not ','");
}

TEST(Parser, TellsWhereTheGrammarIsBroken) {
  EXPECT_EQ(parse("a &&"), "5 the expression ends where a value should stand");
  EXPECT_EQ(parse(""), "1 the expression ends where a value should stand");
  EXPECT_EQ(parse("(a"), "3 ')' is missing");
  EXPECT_EQ(parse("a b"), "3 unexpected 'b' after the expression");
  EXPECT_EQ(parse("a ? b"), "6 ':' is missing");
  EXPECT_EQ(parse("f(a,)"), "5 a value should stand here, not ')'");
  EXPECT_EQ(parse("a.b"), "3 '.b' lacks its parentheses; fields have no members");
  EXPECT_EQ(parse("a.1"), "2 unexpected '.1' after the expression");
  EXPECT_EQ(parse("in [1]"), "1 a value should stand here, not 'in'");
}

TEST(Parser, TellsTheFirstOfTwoFaults) {
  EXPECT_EQ(parse("a b = c"), "3 unexpected 'b' after the expression");
}

TEST(Parser, SurvivesEndlessNesting) {
  for (const std::string& deep : {std::string(100'000, '('), std::string(100'000, '!') + "a",
                                  std::string(100'000, '-') + "1", std::string(100'000, '[')}) {
    EXPECT_NE(parse(deep).find("nested too deeply"), std::string::npos);
  }
  std::string chain = "a";
  for (int i = 0; i < 100'000; ++i) chain += " || a";
  EXPECT_NE(parse(chain).find("nested too deeply"), std::string::npos);
}

}  // namespace
}  // namespace ioc::catalog::parser_test
