// Positions inside TOML strings, and the cap of the report.
#include "catalog/source.h"

#include <gtest/gtest.h>

#include "model/limits.h"

namespace ioc::catalog::source_test {
namespace {

Mark inside(const std::string& toml, std::size_t offset, std::size_t length) {
  const Source source("a.toml", toml);
  return source.inside_string({1, 5, 1}, offset, length);  // x = "…
}

void expect_mark(const Mark& mark, int line, int column, int length) {
  EXPECT_EQ(mark.line, line);
  EXPECT_EQ(mark.column, column);
  EXPECT_EQ(mark.length, length);
}

TEST(Source, CountsColumnsInCodePointsInsideAString) {
  // "đúng == x": the x is byte 10 of the value and character 9.
  expect_mark(inside("x = \"đúng == x\"", 10, 1), 1, 14, 1);
}

TEST(Source, CountsAnEscapeAsTheCharactersThatWroteIt) {
  // The value is `"a" b`; the b is byte 4, written after two escaped quotes.
  expect_mark(inside(R"(x = "\"a\" b")", 4, 1), 1, 12, 1);
  expect_mark(inside(R"(x = "\u0111 b")", 3, 1), 1, 13, 1);
}

TEST(Source, TakesBackslashesOfLiteralStringsAsTheyAre) {
  expect_mark(inside(R"(x = 'a\n b')", 4, 1), 1, 10, 1);
}

TEST(Source, FollowsLinesOfAMultiLineString) {
  expect_mark(inside("x = \"\"\"\nab\n  cd\"\"\"", 5, 2), 2 + 1, 3, 2);
  expect_mark(inside("x = \"\"\"\r\nab\r\n  cd\"\"\"", 5, 2), 3, 3, 2);
}

TEST(Source, SkipsWhatALineEndingBackslashSwallows) {
  expect_mark(inside("x = \"\"\"ab \\\n    cd\"\"\"", 3, 2), 2, 5, 2);
}

TEST(Source, GivesLinesWithoutTheirEndsAndWithoutAByteOrderMark) {
  const Source source("a.toml", "\xEF\xBB\xBFone\r\ntwo");
  EXPECT_EQ(source.line(1), "one");
  EXPECT_EQ(source.line(2), "two");
  EXPECT_EQ(source.line(3), "");
}

TEST(Report, TellsAThousandFaultsAndThatThereAreMore) {
  const Source source("a.toml", "x");
  Report report;
  for (int i = 0; i < 5000; ++i) report.error({&source, {1, 1, 1}}, "x", "y");
  const std::vector<Diagnostic> told = report.take();
  ASSERT_EQ(told.size(), model::kDiagnosticsMax);
  EXPECT_EQ(told.back().code, "too-many");
}

TEST(Report, SortsByFileLineAndColumn) {
  const Source a("a.toml", "x\ny");
  const Source b("b.toml", "x");
  Report report;
  report.error({&b, {1, 1, 1}}, "4", "");
  report.error({&a, {2, 1, 1}}, "3", "");
  report.error({&a, {1, 9, 1}}, "2", "");
  report.error({&a, {1, 2, 1}}, "1", "");
  std::string order;
  for (const Diagnostic& d : report.take()) order += d.code;
  EXPECT_EQ(order, "1234");
}

}  // namespace
}  // namespace ioc::catalog::source_test
