// Tokens of expressions.
#include "catalog/lexer.h"

#include <gtest/gtest.h>

namespace ioc::catalog {
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

TEST(Lexer, TellsAFaultInAStringAtItsPlaceInTheExpression) {
  EXPECT_EQ(tokens(R"(a == '\d')"), "a@0 ==@2 ! 6 unknown escape in a string");
}

TEST(Lexer, RefusesWhatIsNoPartOfTheLanguage) {
  EXPECT_EQ(tokens("a = 1"), "a@0 ! 2 unexpected '='");
  EXPECT_EQ(tokens("a & b"), "a@0 ! 2 unexpected '&'");
  EXPECT_EQ(tokens("ab ạ"), "ab@0 ! 3 unexpected 'ạ'");
  EXPECT_EQ(tokens("1e3"), "! 0 not a number: '1e3'");
  EXPECT_EQ(tokens("0x1F"), "! 0 not a number: '0x1F'");
  EXPECT_EQ(tokens("5."), "! 0 not a number: '5.'");
  EXPECT_EQ(tokens("'ab"), "! 0 the string is never closed");
}

}  // namespace
}  // namespace ioc::catalog
