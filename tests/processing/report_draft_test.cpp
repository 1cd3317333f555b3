// Forms filled with figures, and what changed between two of them.
#include "processing/report_draft.h"

#include <gtest/gtest.h>

#include "tests/processing/report_kit.h"

namespace ioc::processing::report_draft_test {
namespace {

constexpr const char* kEnd = "2021-02-01T00:00:00+07:00";

struct DraftTest : ::testing::Test {
  model::FilledReport fill(const std::string& label = "2021-01", model::UnitIndex unit = 1) {
    const model::ReportPlan& report = plan.reports.front();
    return fill_report(plan, report, unit, *ReportPeriods(plan, report).find(label), figures);
  }
  static std::vector<std::string> rows_of(const model::FilledReport& report) {
    std::vector<std::string> units;
    for (const model::FilledLine& row : report.rows) units.push_back(row.unit);
    return units;
  }

  model::Plan plan = kit::report_plan();
  ReportFigures figures;
};

TEST_F(DraftTest, AHeadSaysWhatItIs) {
  const model::FilledReport report = fill();
  EXPECT_EQ(report.name, (model::ReportName{"r", "502", "2021-01"}));
  EXPECT_EQ(report.catalog, "abc");
  EXPECT_EQ(report.start, "2021-01-01T00:00:00+07:00");
  EXPECT_EQ(report.end, kEnd);
  EXPECT_EQ(report.due, "2021-02-03T00:00:00+07:00");
  EXPECT_EQ(report.unit_name.vi, "Tam Kỳ");
}

TEST_F(DraftTest, RowsAreTheUnitsBelowItThen) {
  EXPECT_EQ(rows_of(fill("2021-01")), (std::vector<std::string>{"502", "A", "B"}));
  EXPECT_EQ(rows_of(fill("2020-12")), (std::vector<std::string>{"502", "B"})) << "before A moved";
  EXPECT_EQ(rows_of(fill("2020-12", 2)), (std::vector<std::string>{"503", "A", "C"}));
  EXPECT_EQ(rows_of(fill("2021-01", 2)), (std::vector<std::string>{"503", "C"})) << "closed in it";
  EXPECT_EQ(rows_of(fill("2021-02", 2)), (std::vector<std::string>{"503"}));
}

TEST_F(DraftTest, EachCellNamesTheFigureItCameFrom) {
  figures.figures = {kit::figure("a.count", "502", "3", kEnd),
                     kit::figure("a.count", "A", "2", kEnd),
                     kit::figure("a.count", "503", "9", kEnd),
                     kit::figure("a.count", "B", "8", "2021-01-01T00:00:00+07:00")};
  figures.positions = {"{\"t\":[5]}"};
  const model::FilledReport report = fill();
  EXPECT_EQ(report.cells[0][0].value, "3");
  EXPECT_EQ(report.cells[0][0].figure->status, "final");
  EXPECT_EQ(report.cells[0][0].position, 0);
  EXPECT_EQ(report.cells[1][0].value, "2");
  EXPECT_EQ(report.cells[2][0].value, "0") << "of another window than this";
  EXPECT_EQ(report.positions, std::vector<std::string>{"{\"t\":[5]}"});
}

TEST_F(DraftTest, NothingCountedIsZeroOfACountAndNothingOfAShare) {
  figures.positions = {"{\"t\":[5]}"};
  const model::FilledReport report = fill();
  EXPECT_EQ(report.cells[0][0].value, "0");
  EXPECT_EQ(report.cells[0][0].why, "nothing_counted");
  EXPECT_EQ(report.cells[0][0].figure, std::nullopt);
  EXPECT_EQ(report.cells[0][1].value, "");
  EXPECT_EQ(report.cells[0][1].why, "nothing_counted");
  EXPECT_EQ(report.cells[0][2].value, "0") << "a sum of counts";
  EXPECT_EQ(report.cells[0][3].value, "") << "a division by nothing";
  EXPECT_EQ(report.cells[0][0].position, 0) << "where the stream stood";
  EXPECT_EQ(report.cells[0][2].position, 0) << "where its operands' streams stood";
}

TEST_F(DraftTest, WithoutAnythingReadThereIsNoPosition) {
  EXPECT_EQ(fill().cells[0][0].position, -1);
}

TEST_F(DraftTest, AShareOfNothingSaysWhy) {
  figures.figures = {kit::figure("b.share", "502", "null", kEnd)};
  const model::FilledCell cell = fill().cells[0][1];
  EXPECT_EQ(cell.value, "");
  EXPECT_EQ(cell.why, "nothing_to_divide");
  EXPECT_EQ(cell.figure->value, "null");
}

TEST_F(DraftTest, PartsOfAFigureFillTheirColumns) {
  auto& columns = plan.reports.front().columns;
  columns = {columns[1], columns[1], columns[1]};
  columns[0].part = model::ReportPart::numerator;
  columns[1].part = model::ReportPart::denominator;
  columns[2].part = model::ReportPart::count;
  figures.figures = {kit::figure("b.share", "502", "0.5", kEnd)};
  figures.figures[0].numerator = "1";
  figures.figures[0].denominator = "2";
  const model::FilledReport report = fill();
  EXPECT_EQ(report.cells[0][0].value, "1");
  EXPECT_EQ(report.cells[0][1].value, "2");
  EXPECT_EQ(report.cells[0][2].value, "3");
  EXPECT_EQ(report.cells[1][1].value, "0");
}

TEST_F(DraftTest, RowsMayBeIndicators) {
  model::ReportPlan& report = plan.reports.front();
  model::ReportLine count, day;
  count.id = "n";
  count.indicator = 0;
  day.id = "d";
  report.lines = {count};
  report.columns = {day};
  report.has_own_row = false;
  report.levels.clear();
  figures.figures = {kit::figure("a.count", "502", "3", kEnd)};
  const model::FilledReport filled = fill();
  ASSERT_EQ(filled.rows.size(), 1U);
  EXPECT_EQ(filled.rows[0].indicator, "a.count");
  EXPECT_EQ(filled.cells[0][0].value, "3");
  const auto questions =
      questions_of(plan, report, 1, *ReportPeriods(plan, report).find("2021-01"));
  ASSERT_EQ(questions.size(), 1U);
  EXPECT_EQ(questions[0].unit, "502");
}

TEST_F(DraftTest, TheEngineIsAskedForEachFigureOnce) {
  const model::ReportPlan& report = plan.reports.front();
  const auto ask = [&](const char* label) {
    return questions_of(plan, report, 1, *ReportPeriods(plan, report).find(label));
  };
  const auto questions = ask("2021-01");
  ASSERT_EQ(questions.size(), 8U) << "the unit and its communes, of four indicators";
  EXPECT_EQ(questions[0].window, "month");
  EXPECT_EQ(questions[0].to->ms - questions[0].from->ms, 1);
  EXPECT_EQ(questions[1].level, "commune");
  EXPECT_EQ(questions[1].unit, "502");
  EXPECT_FALSE(questions[1].public_only);
  EXPECT_EQ(ask("2020-12")[1].unit, "") << "who was below it then no filter of today tells";
}

TEST_F(DraftTest, ChangesAreToldByCell) {
  figures.figures = {kit::figure("a.count", "502", "3", kEnd)};
  const model::FilledReport before = fill();
  EXPECT_TRUE(changes_between(before, before).empty());
  figures.figures.push_back(kit::figure("a.count", "B", "1", kEnd));
  figures.figures[0].value = "4";
  figures.figures[0].revision = 99;
  const auto changes = changes_between(before, fill());
  EXPECT_EQ(changes,
            (std::vector<model::ReportChange>{{"502", "a", "3", "4"}, {"B", "a", "0", "1"}}));
  figures.figures[0].value = "3";
  figures.figures.pop_back();
  EXPECT_TRUE(changes_between(before, fill()).empty()) << "another revision is the same figure";
  plan.reports.front().columns.pop_back();
  EXPECT_TRUE(changes_between(before, fill()).empty()) << "a column less is no other figure";
}

}  // namespace
}  // namespace ioc::processing::report_draft_test
