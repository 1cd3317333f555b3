// String literals and their escapes.
#include "catalog/quoted_text.h"

#include <gtest/gtest.h>

namespace ioc::catalog::quoted_text_test {
namespace {

std::string read(std::string_view text) {
  const QuotedText quoted = read_quoted(text);
  if (quoted.fault) return "! " + std::to_string(quoted.fault->offset) + " " + quoted.fault->text;
  return quoted.value + "|" + std::to_string(quoted.length);
}

TEST(QuotedText, DecodesTheEscapes) {
  EXPECT_EQ(read(R"('a\n\t\\\'"')"), "a\n\t\\'\"|12");
  EXPECT_EQ(read(R"("\u0111\x41\101\U0001F600")"), "đAA😀|26");
  EXPECT_EQ(read(R"(r'\d+')"), R"(\d+|6)");
}

TEST(QuotedText, TakesThreeQuotesAroundQuotesAndLines) {
  EXPECT_EQ(read(R"("""a "quoted" ''word""" + 1)"), R"(a "quoted" ''word|23)");
  EXPECT_EQ(read("'''a\nb\r\nc\rd\\t'''"), "a\nb\nc\nd\t|16");
  EXPECT_EQ(read(R"(r'''\d'\w''')"), R"(\d'\w|12)");
  EXPECT_EQ(read(R"(""""""x)"), "|6");
  EXPECT_EQ(read(R"(""x)"), "|2");
  EXPECT_EQ(read(R"("""a"")"), "! 0 the string is never closed");
}

TEST(QuotedText, WantsAStringClosedOnItsLine) {
  const QuotedText broken = read_quoted("\"ab\n\"");
  ASSERT_TRUE(broken.fault);
  EXPECT_EQ(broken.fault->text, "the string is not closed on its line");
  EXPECT_EQ(broken.fault->length, 3u);
  EXPECT_EQ(broken.fault->help, R"(write \n for the line end, or """…""" around the string)");
  EXPECT_EQ(read("r'ab\r\n'"), "! 0 the string is not closed on its line");
  EXPECT_EQ(read("'ab"), "! 0 the string is never closed");
}

TEST(QuotedText, RefusesUnknownEscapesAndSurrogates) {
  EXPECT_EQ(read(R"('\d')"), "! 1 unknown escape in a string");
  EXPECT_EQ(read(R"('\ud800')"), "! 1 unknown escape in a string");
  EXPECT_EQ(read(R"('\x4')"), "! 1 unknown escape in a string");
}

}  // namespace
}  // namespace ioc::catalog::quoted_text_test
