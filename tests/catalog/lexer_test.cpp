// Tokens of expressions.
#include "catalog/lexer.h"

#include <gtest/gtest.h>

namespace ioc::catalog::lexer_test {
namespace {

std::string tokens(std::string_view text) {
  const Tokens read = tokenize(text);
  std::string out;
  for (const Token& token : read.list) {
    if (token.kind != Token::Kind::end)
      out += token.text + "@" + std::to_string(token.offset) + " ";
  }
  if (read.fault) out += "! " + std::to_string(read.fault->offset) + " " + read.fault->text;
  return out;
}

TEST(Lexer, TellsNamesNumbersAndOperatorsApart) {
  EXPECT_EQ(tokens("a1>=2.50&&!b"), "a1@0 >=@2 2.50@4 &&@8 !@10 b@11 ");
  EXPECT_EQ(tokens(" .5 "), ".5@1 ");
  EXPECT_EQ(tokens("1..2"), "! 0 not a number: '1..2'");
}

TEST(Lexer, ReadsExponentsAndHexadecimals) {
  EXPECT_EQ(tokens("1e3 1.5E-3 .5e+2"), "1e3@0 1.5E-3@4 .5e+2@11 ");
  EXPECT_EQ(tokens("0x1F-0xe+3"), "0x1F@0 -@4 0xe@5 +@8 3@9 ");
  EXPECT_EQ(tokens("1e3-2"), "1e3@0 -@3 2@4 ");
}

TEST(Lexer, PassesOverComments) {
  EXPECT_EQ(tokens("a // in words, with 'a quote\n&& b//"), "a@0 &&@29 b@32 ");
  EXPECT_EQ(tokens("// nothing"), "");
  EXPECT_EQ(tokens("a / b"), "a@0 /@2 b@4 ");
  EXPECT_EQ(tokens("'// text'"), "// text@0 ");
}

TEST(Lexer, TellsAFaultInAStringAtItsPlaceInTheExpression) {
  EXPECT_EQ(tokens(R"(a == '\d')"), "a@0 ==@2 ! 6 unknown escape in a string");
}

TEST(Lexer, RefusesWhatIsNoPartOfTheLanguage) {
  EXPECT_EQ(tokens("a = 1"), "a@0 ! 2 unexpected '='");
  EXPECT_EQ(tokens("a & b"), "a@0 ! 2 unexpected '&'");
  EXPECT_EQ(tokens("ab ạ"), "ab@0 ! 3 unexpected 'ạ'");
  for (const char* wrong : {"1e", "1e+", "1.e3", "1e3.5", "1e3e4", "0x", "0x1G", "0X10", "00x1",
                            "5u", "1.2.3", "12abc"}) {
    EXPECT_EQ(tokens(wrong), "! 0 not a number: '" + std::string(wrong) + "'");
  }
  EXPECT_EQ(tokens("5."), "! 0 not a number: '5.'");
  EXPECT_EQ(tokens("'ab"), "! 0 the string is never closed");
}

}  // namespace
}  // namespace ioc::catalog::lexer_test
