// What of a catalogue's files differs from the one in force (app/rule_standing.h).
#include "app/rule_standing.h"

#include <gtest/gtest.h>

namespace ioc::app::rule_standing_test {
namespace {

TEST(RuleWords, NameAFewOfManyChanges) {
  EXPECT_EQ(rule_words({{"target a", "x", "y"}}), "1 change: target a");
  EXPECT_EQ(rule_words({{"target a", "", "y"}, {"target b", "x", ""}}),
            "2 changes: target a (new), target b (removed)");
  std::vector<model::RuleDifference> many;
  for (int i = 0; i < 10; ++i) many.push_back({"unit " + std::to_string(i), "x", "y"});
  const std::string words = rule_words(many);
  EXPECT_TRUE(words.starts_with("10 changes: unit 0, unit 1")) << words;
  EXPECT_TRUE(words.ends_with("unit 7 and 2 more")) << words;
}

}  // namespace
}  // namespace ioc::app::rule_standing_test
