// [[alert]]: what is read, and every fault at its place.
#include "catalog/alerts.h"

#include <gtest/gtest.h>

#include "model/query.h"
#include "tests/catalog/kit.h"

namespace ioc::catalog::alerts_test {
namespace {

Loaded load_alert(const std::string& keys) {
  return kit::load_indicators(
      kit::indicator("seen", "measure = \"count\"\nby = [\"unit\"]\nwindows = [\"day\"]") +
      "[[target]]\nid = \"few\"\nindicator = \"seen\"\nwindow = \"day\"\nunit = \"502\"\n"
      "at_most = 5\n[[alert]]\nid = \"a\"\n" +
      keys);
}
std::string faults(const std::string& keys) {
  std::string out;
  for (const Diagnostic& d : load_alert(keys).diagnostics) {
    out += d.code + ": " + d.text + (d.help.empty() ? "" : " | " + d.help) + "\n";
  }
  return out;
}

TEST(Alerts, AreReadAsWritten) {
  const Loaded loaded = load_alert(
      "target = \"few\"\nwhen = [\"no_data\", \"behind\"]\nfor = \"10m\"\nclear = \"1h\"\n"
      "severity = \"critical\"\nrunbook = \"http://x\"\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::AlertPlan& alert = loaded.plan->alerts.at(0);
  EXPECT_EQ(alert.target, 0);
  EXPECT_EQ(alert.stream, -1);
  EXPECT_EQ(alert.states, 1U << static_cast<unsigned>(model::TargetState::no_data) |
                              1U << static_cast<unsigned>(model::TargetState::behind));
  EXPECT_EQ(alert.for_ms, 600'000);
  EXPECT_EQ(alert.clear_ms, 3'600'000);
  EXPECT_EQ(alert.severity, "critical");
  EXPECT_EQ(alert.runbook, "http://x");
}

TEST(Alerts, HaveWhatTheyDoNotSay) {
  const Loaded loaded = load_alert("target = \"few\"\n");
  ASSERT_TRUE(loaded.plan) << kit::rendered(loaded);
  const model::AlertPlan& alert = loaded.plan->alerts.at(0);
  EXPECT_EQ(alert.states, 1U << static_cast<unsigned>(model::TargetState::lagging) |
                              1U << static_cast<unsigned>(model::TargetState::missed));
  EXPECT_EQ(alert.for_ms, 0);
  EXPECT_EQ(alert.clear_ms, 300'000);
  EXPECT_EQ(alert.severity, "warning");
}

TEST(Alerts, TellEachFault) {
  EXPECT_EQ(faults(""),
            "missing-key: what is the alert of? It has no `target` and no `stream` | target = "
            "\"…\", or stream = \"…\" with silent = \"30m\"\n");
  EXPECT_EQ(faults("target = \"few_\"\n"),
            "unknown-name: unknown target 'few_' | did you mean 'few'?\n");
  EXPECT_EQ(faults("target = \"few\"\nwhen = [\"laging\"]\n"),
            "unknown-name: a target has no state 'laging' | did you mean 'lagging'?\n");
  EXPECT_EQ(
      faults("target = \"few\"\nwhen = []\n"),
      "bad-value: it never fires: `when` is empty | when = [\"lagging\"]; without `when` it is "
      "of targets that lag or are missed\n");
  EXPECT_EQ(faults("target = \"few\"\nwhen = [\"missed\"]\ndays_left = 3\n"),
            "bad-value: `when` and `days_left` stand side by side | make two alerts of them\n");
  EXPECT_EQ(faults("target = \"few\"\ndays_left = -1\n"),
            "bad-value: 'days_left' is from 0 to 1000, not -1 | working days to the target's "
            "deadline\n");
  EXPECT_EQ(faults("target = \"few\"\nsilent = \"1h\"\n"),
            "bad-value: an alert of a target has no 'silent' | leave it out\n");
  EXPECT_EQ(faults("target = \"few\"\nfor = \"soon\"\n"),
            "bad-span: 'soon' is not a length of time | write 10m, 2h or 1d\n");
  EXPECT_EQ(faults("target = \"few\"\nseverity = \"warnin\"\n"),
            "unknown-name: unknown severity 'warnin' | did you mean 'warning'?\n");
  EXPECT_EQ(faults("stream = \"dossiers\"\n"),
            "missing-key: how long may the stream be silent? | silent = \"30m\", of working time "
            "where the calendar has hours\n");
  EXPECT_EQ(faults("stream = \"dossiers\"\nsilent = \"1h\"\nwhen = [\"met\"]\n"),
            "bad-value: an alert of a stream has no 'when' | leave it out\n");
  EXPECT_EQ(faults("target = \"few\"\n[[alert]]\nid = \"a\"\ntarget = \"few\"\n"),
            "duplicate-id: duplicate alert 'a' | the first is at a.toml:35:6\n");
}

}  // namespace
}  // namespace ioc::catalog::alerts_test
