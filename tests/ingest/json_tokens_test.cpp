#include "ingest/json_tokens.h"

#include <gtest/gtest.h>

#include <string>

namespace ioc::ingest::json_tokens_test {
namespace {

TEST(JsonTokens, CutsATextIntoTokens) {
  JsonTokens tokens;
  ASSERT_TRUE(tokens.load(R"( { "a" : [ 12 , true ] })"));
  std::string kinds;
  for (std::uint32_t i = 0; i < tokens.count(); ++i) kinds += tokens.kind(i);
  EXPECT_EQ(kinds, "{\":[1,t]}");
  EXPECT_EQ(tokens.string(1), "a");
  EXPECT_EQ(tokens.scalar(4), "12");
  EXPECT_EQ(tokens.scalar(6), "true");
  EXPECT_EQ(tokens.kind(tokens.count()), '\0');  // JsonTokens K1
  EXPECT_EQ(*tokens.first_escape(), '\0');
}

TEST(JsonTokens, FindsTheEndOfStrings) {
  JsonTokens tokens;
  for (const std::string content :
       {"", " ", "a,b:{}[]", "a \\\" b", "\\\\", "ti\u1EBFng Vi\u1EC7t"}) {
    for (const char* blanks : {"", "  ", "\r\n\t"}) {
      ASSERT_TRUE(tokens.load("[\"" + content + "\"" + blanks + "]"));
      EXPECT_EQ(tokens.string(1), content);
      ASSERT_TRUE(tokens.load("\"" + content + "\"" + blanks));
      EXPECT_EQ(tokens.string(0), content);
      const char* const escape = tokens.first_escape();
      EXPECT_EQ(*escape == '\\', content.find('\\') != std::string::npos);
    }
  }
}

TEST(JsonTokens, RefusesWhatCannotBeTokens) {
  JsonTokens tokens;
  EXPECT_FALSE(tokens.load(""));
  EXPECT_FALSE(tokens.load("   "));
  EXPECT_FALSE(tokens.load("[\"open]"));
  EXPECT_FALSE(tokens.load("[\"a\nb\"]"));
  EXPECT_FALSE(tokens.load("[\"\xC0\xAF\"]"));
  EXPECT_FALSE(tokens.load("[\"\xED\xA0\x80\"]"));
  EXPECT_FALSE(tokens.load(std::string(model::kRecordBytesMax + 1, ' ')));
  EXPECT_TRUE(tokens.load("[]"));
}

}  // namespace
}  // namespace ioc::ingest::json_tokens_test
