#include "model/rule.h"

#include <gtest/gtest.h>

namespace ioc::model::rule_test {
namespace {

using Differences = std::vector<RuleDifference>;

TEST(RuleDifferences, TellWhatIsNewGoneAndChangedInOrderOfNames) {
  const std::vector<Rule> before = {{"b", "1"}, {"c", "1"}, {"d", "1"}, {"f", "1"}};
  const std::vector<Rule> after = {{"a", "2"}, {"c", "1"}, {"d", "2"}, {"e", "2"}};
  EXPECT_EQ(rule_differences(before, after),
            (Differences{
                {"a", "", "2"}, {"b", "1", ""}, {"d", "1", "2"}, {"e", "", "2"}, {"f", "1", ""}}));
}

TEST(RuleDifferences, BackwardsAreTheSameWithBothSidesChanged) {
  const std::vector<Rule> before = {{"b", "1"}, {"c", "1"}};
  const std::vector<Rule> after = {{"c", "2"}, {"d", "2"}};
  Differences back = rule_differences(after, before);
  for (RuleDifference& each : back) std::swap(each.before, each.after);
  EXPECT_EQ(back, rule_differences(before, after));
}

TEST(RuleDifferences, OfEqualRulesThereAreNone) {
  const std::vector<Rule> rules = {{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(rule_differences(rules, rules), Differences{});
  EXPECT_EQ(rule_differences({}, {}), Differences{});
}

TEST(RuleDifferences, FromNothingAndToNothingNameEachRule) {
  const std::vector<Rule> rules = {{"a", "1"}, {"b", "2"}};
  EXPECT_EQ(rule_differences({}, rules), (Differences{{"a", "", "1"}, {"b", "", "2"}}));
  EXPECT_EQ(rule_differences(rules, {}), (Differences{{"a", "1", ""}, {"b", "2", ""}}));
}

}  // namespace
}  // namespace ioc::model::rule_test
