// Measures: what they take, and what is told when they cannot.
#include "catalog/measure.h"

#include <gtest/gtest.h>

#include "kit.h"

namespace ioc::catalog::measure_test {
namespace {

// "column code: text" of the first fault, columns in the measure's text; "" when there is none.
std::string told(const std::string& measure) {
  const Loaded loaded = kit::load_indicators(
      kit::indicator("a", "measure = \"" + measure + "\"\nwindows = [\"day\"]"));
  if (loaded.diagnostics.empty()) return "";
  const Diagnostic& d = loaded.diagnostics.front();
  return std::to_string(d.column - 11) + " " + d.code + ": " + d.text;
}

TEST(Measure, TakesNumbersDurationsAndForExtremesTimes) {
  for (const char* measure : {"count", "sum(fee)", "sum(status)", "sum(due - received)",
                              "mean(level)", "mean(due - received)", "min(due)", "max(time)",
                              "max(rate * 2)", "share(signed)", "share(status in [9, 10])"}) {
    EXPECT_EQ(told(measure), "") << measure;
  }
}

TEST(Measure, RefusesWhatCannotBeMeasured) {
  EXPECT_EQ(told("sum(due)"), "5 type: 'sum' cannot measure time");
  EXPECT_EQ(told("mean(received)"), "6 type: 'mean' cannot measure time");
  EXPECT_EQ(told("sum(channel)"), "5 type: 'sum' cannot measure string");
  EXPECT_EQ(told("max(unit)"), "5 type: 'max' cannot measure unit");
  EXPECT_EQ(told("min(date(due))"), "5 type: 'min' cannot measure day");
  EXPECT_EQ(told("sum(signed)"), "5 type: 'sum' cannot measure bool");
  EXPECT_EQ(told("share(fee)"), "7 type: a condition is bool, not decimal(2)");
}

TEST(Measure, TellsTheWrongForm) {
  EXPECT_EQ(told("cuont"), "1 bad-measure: unknown measure 'cuont'");
  EXPECT_EQ(told("count(status)"), "1 bad-measure: 'count' stands alone");
  EXPECT_EQ(told("sum"), "1 bad-measure: 'sum' measures one expression");
  EXPECT_EQ(told("sum(fee, rate)"), "1 bad-measure: 'sum' measures one expression");
  EXPECT_EQ(told("1 + 2"), "3 bad-measure: not a measure");
  EXPECT_EQ(told("sum(fee"), "8 expression: ')' is missing");
}

TEST(Measure, TakesWhatASketchCanTake) {
  for (const char* sketch :
       {"distinct(channel)", "distinct(unit)", "distinct(signed)", "quantile(fee, 0.9)",
        "quantile(due - received, 0)", "last(fee)", "coverage(unit)", "silence(unit)"}) {
    EXPECT_EQ(told(sketch), "") << sketch;
  }
  for (const char* wrong : {"quantile(fee)", "quantile(fee, 1.5)", "quantile(fee, level)"}) {
    EXPECT_NE(told(wrong).find("bad-measure:"), std::string::npos) << wrong;
  }
  for (const char* wrong : {"quantile(channel, 0.5)", "coverage(channel)", "silence(status)",
                            "coverage(level == 1 ? unit : unit)", "distinct(date(due))"}) {
    EXPECT_NE(told(wrong).find("type:"), std::string::npos) << wrong << told(wrong);
  }
}

}  // namespace
}  // namespace ioc::catalog::measure_test
