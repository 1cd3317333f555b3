// String literals and their escapes.
#include "catalog/quoted_text.h"

#include <gtest/gtest.h>

namespace ioc::catalog {
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

TEST(QuotedText, RefusesUnknownEscapesAndSurrogates) {
  EXPECT_EQ(read(R"('\d')"), "! 1 unknown escape in a string");
  EXPECT_EQ(read(R"('\ud800')"), "! 1 unknown escape in a string");
  EXPECT_EQ(read(R"('\x4')"), "! 1 unknown escape in a string");
}

}  // namespace
}  // namespace ioc::catalog
