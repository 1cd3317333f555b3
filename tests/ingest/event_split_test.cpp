// Bodies of many events, cut (ingest/event_split.h).
#include "ingest/event_split.h"

#include <gtest/gtest.h>

namespace ioc::ingest::event_split_test {
namespace {

std::optional<std::vector<std::string>> batch(std::string_view body) {
  JsonTokens tokens;
  const auto events = split_batch(body, tokens);
  if (!events) return std::nullopt;
  std::vector<std::string> texts;
  for (const SplitEvent& event : *events) {
    EXPECT_GE(event.text.data(), body.data());  // of the body itself, not of a copy
    EXPECT_LE(event.text.data() + event.text.size(), body.data() + body.size());
    texts.emplace_back(event.text);
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(EventSplit, AnArrayGivesItsElementsAsTheyStandThere) {
  EXPECT_EQ(batch("[]"), Texts{});
  EXPECT_EQ(batch(" [ ] \n"), Texts{});
  EXPECT_EQ(batch(R"([{"a":[1,2],"b":{"c":"],["}} , {} ])"),
            (Texts{R"({"a":[1,2],"b":{"c":"],["}})", "{}"}));
  EXPECT_EQ(batch("[1,\"x,y\",null]"), (Texts{"1", "\"x,y\"", "null"}));
}

TEST(EventSplit, WhatIsNoArrayIsRefused) {
  for (const char* body : {"", "{}", "[", "]", "[1", "[1,]", "[,1]", "[1]]", "[1][2]", "[1],",
                           "[,]", "[\"open]", "[\xFF]", "null"}) {
    EXPECT_EQ(batch(body), std::nullopt) << body;
  }
}

TEST(EventSplit, BracketsOfTheWrongKindStayWithinTheirElement) {
  EXPECT_EQ(batch(R"([{"a":1],{}])"), (Texts{R"({"a":1])", "{}"}));
}

TEST(EventSplit, LinesKeepTheirNumberAndBlankOnesAreLeftOut) {
  const auto lines = split_lines("{\"a\":1}\r\n\n  \n{\"b\":2}");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].text, "{\"a\":1}");
  EXPECT_EQ(lines[0].line, 1u);
  EXPECT_EQ(lines[1].text, "{\"b\":2}");
  EXPECT_EQ(lines[1].line, 4u);
  EXPECT_TRUE(split_lines("").empty());
  EXPECT_TRUE(split_lines("\n\n").empty());
}

}  // namespace
}  // namespace ioc::ingest::event_split_test
