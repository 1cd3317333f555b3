// The figures of a report for `recompute` (app/report_figures.h).
#include "app/report_figures.h"

#include <gtest/gtest.h>

#include "model/filled_report.h"

namespace ioc::app::report_figures_test {
namespace {

model::FilledReport two_cells() {
  model::FilledReport report;
  report.catalog = "abc";
  report.window = "month";
  report.end = "2020-11-01T00:00:00+07:00";
  report.columns = {{"c", "", {}, "", "a.count", "", ""}};
  report.rows = {{"502", "", {}, "502", "", "", ""}, {"503", "", {}, "503", "", "", ""}};
  model::FilledCell counted{"2", "", 0, model::FilledFigure{}};
  counted.figure->start = "2020-10-01T00:00:00+07:00";
  counted.figure->end = report.end;
  counted.figure->value = "2";
  counted.figure->count = 2;
  counted.figure->as_of = "2020-11-03T00:00:00+07:00";
  report.cells = {{counted}, {{"0", "nothing_counted", 0, std::nullopt}}};
  report.positions = {"{\"t\":[5,null]}"};
  return report;
}

TEST(ReportFigures, AreThoseOfItsCells) {
  const std::string text = model::canonical_text(two_cells());
  EXPECT_TRUE(is_report(text));
  const auto figures = figures_of_report(text);
  ASSERT_TRUE(figures.ok()) << figures.error().message();
  ASSERT_EQ(figures->size(), 2U);
  const FigureText& counted = (*figures)[0];
  EXPECT_EQ(counted.indicator, "a.count");
  EXPECT_EQ(counted.window, "month");
  EXPECT_EQ(counted.group, "{\"unit\":\"502\"}");
  EXPECT_EQ(counted.value, "2");
  EXPECT_EQ(counted.catalog, "abc");
  EXPECT_EQ(counted.position.at("t"), (std::vector<std::int64_t>{5, -1}));
  const FigureText& none = (*figures)[1];
  EXPECT_EQ(none.count, "0");
  EXPECT_EQ(none.start, std::nullopt);
  EXPECT_EQ(none.as_of, counted.as_of) << "as of the others";
}

TEST(ReportFigures, WithoutAPositionNothingCanBeComputedAgain) {
  model::FilledReport report = two_cells();
  report.cells[1][0].position = -1;
  EXPECT_FALSE(figures_of_report(model::canonical_text(report)).ok());
  EXPECT_FALSE(figures_of_report("{}").ok());
}

}  // namespace
}  // namespace ioc::app::report_figures_test
