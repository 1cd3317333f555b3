// [[target]]: what is read, and every fault at its place.
#include "catalog/targets.h"

#include <gtest/gtest.h>

#include "tests/catalog/kit.h"

namespace ioc::catalog::targets_test {
namespace {

// The target begins at line 37: its id there, `keys` from line 38 on.
Loaded load_target(const std::string& keys) {
  return kit::load_indicators(
      kit::indicator("seen",
                     "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"day\", \"month\"]") +
      kit::indicator("by_status", "measure = \"count\"\nby = [\"status\"]\nwindows = [\"day\"]") +
      "[[target]]\nid = \"t\"\n" + keys);
}
std::string faults(const std::string& keys) {
  std::string out;
  for (const Diagnostic& d : load_target(keys).diagnostics) {
    out += d.code + ": " + d.text + (d.help.empty() ? "" : " | " + d.help) + "\n";
  }
  return out;
}

const std::string kOf = "indicator = \"seen\"\nwindow = \"day\"\n";

TEST(Targets, AreReadAsWritten) {
  const Loaded loaded = load_target(kOf +
                                    "unit = \"502\"\nat_least = 0.30\nbefore = 2020-12-31\n"
                                    "near = 2\nbaseline = { value = 0.125, on = 2020-09-30 }\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::TargetPlan& target = loaded.plan->targets.at(0);
  EXPECT_EQ(loaded.plan->indicators[static_cast<std::size_t>(target.indicator)].id, "seen");
  EXPECT_EQ(target.limit.to_string(), "0.3");
  EXPECT_TRUE(target.at_least);
  EXPECT_EQ(target.last_day, model::parse_day("2020-12-30"));
  EXPECT_EQ(target.near->to_string(), "2");
  EXPECT_EQ(target.baseline->value.to_string(), "0.125");
}

TEST(Targets, TellEachFault) {
  EXPECT_EQ(faults("indicator = \"sen\"\nwindow = \"day\"\nunit = \"502\"\nat_most = 1\n"),
            "unknown-name: unknown indicator 'sen' | did you mean 'seen'?\n");
  EXPECT_EQ(faults("indicator = \"seen\"\nwindow = \"days\"\nunit = \"502\"\nat_most = 1\n"),
            "unknown-name: indicator 'seen' has no window 'days' | did you mean 'day'?\n");
  EXPECT_EQ(faults(kOf + "at_most = 1\n"),
            "missing-key: whose target is it? 'seen' is by units | unit = \"…\", or each = "
            "\"district\" for every unit of a level\n");
  EXPECT_EQ(faults(kOf + "unit = \"502\"\n"),
            "missing-key: a target needs `at_least` or `at_most` | one of them, as in at_least = "
            "0.30\n");
  EXPECT_EQ(faults(kOf + "unit = \"502\"\nat_least = \"1\"\n"),
            "wrong-type: a number is wanted | as in 0.30 or 95, of at most 18 digits\n");
  EXPECT_EQ(
      faults(kOf + "unit = \"502\"\nat_least = 1\nby = 2020-12-31\nbefore = 2020-12-31\n"),
      "bad-value: `before` and `by` stand side by side | `by` includes the day, `before` does "
      "not\n");
  EXPECT_EQ(
      faults(kOf + "unit = \"502\"\nat_least = 1\nbaseline = { value = 0, on = 2020-01-01 }\n"),
      "bad-value: a baseline tells the pace to a deadline, and there is none | add `before` "
      "or `by`\n");
  EXPECT_EQ(
      faults(kOf + "unit = \"502\"\nat_least = 1\nnear = -0.1\n"),
      "bad-value: nothing is nearer than 0 | how far from the limit is still near it, as in near "
      "= 0.05\n");
  EXPECT_EQ(faults("indicator = \"by_status\"\nwindow = \"day\"\nat_least = 1\n"),
            "bad-value: 'by_status' is by more than units: which figure is meant? | set targets of "
            "indicators by units alone, or without groups\n");
}

TEST(Targets, SayHowFarAFigureMustComeBackAndHowLongItMustHold) {
  const Loaded loaded =
      load_target(kOf + "unit = \"502\"\nat_least = 0.95\nback = 0.02\nhold = \"3d\"\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::TargetPlan& target = loaded.plan->targets.at(0);
  EXPECT_EQ(target.back->to_string(), "0.02");
  EXPECT_EQ(target.hold_ms, 3 * model::kDayMs);
  const std::string of = kOf + "unit = \"502\"\nat_least = 0.95\n";
  EXPECT_EQ(faults(of + "back = -1\n"),
            "bad-value: a figure cannot come back by less than 0 | the amount beyond the limit, as "
            "in back = 0.02\n");
  EXPECT_EQ(faults(of + "hold = \"soon\"\n"),
            "bad-span: 'soon' is not a length of time | write 10m, 2h or 1d\n");
  EXPECT_EQ(faults(of + "hold = \"101d\"\n"),
            "bad-value: 100 windows of 'day' are looked at, which is less than that | a shorter "
            "`hold`, or a longer window\n");
}

TEST(Targets, WithoutWindowsBeforeTheOpenOneKeepNothing) {
  const Loaded loaded = kit::load_indicators(
      kit::indicator("seen",
                     "measure = \"count\"\nby = [\"unit\"]\nwindows = "
                     "[\"since 2020-01-01\"]") +
      "[[target]]\nid = \"t\"\nindicator = \"seen\"\nwindow = \"since 2020-01-01\"\nunit = "
      "\"502\"\nat_least = 1\nback = 2\n");
  ASSERT_EQ(loaded.diagnostics.size(), 1u) << kit::rendered(loaded);
  EXPECT_NE(loaded.diagnostics.front().help.find("`for` and `clear`"), std::string::npos);
}

}  // namespace
}  // namespace ioc::catalog::targets_test
