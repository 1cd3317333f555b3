// What people read on a report (serving/report_words.h).
#include "serving/report_words.h"

#include "report_kit.h"

namespace ioc::serving::report_words_test {
namespace {

using testing::make_filled;

struct ReportWords : ::testing::Test {
  CellWords words(std::size_t row, std::size_t column) const {
    return cell_words(plan, report, row, column);
  }
  std::string period(const std::string& label) {
    report.name.period = label;
    return period_words(report);
  }

  const model::Plan plan = testing::make_plan();
  model::FilledReport report = make_filled();
};

TEST_F(ReportWords, NumbersAreVietnameseAndSharesArePerCent) {
  EXPECT_EQ(words(0, 0).text, "1.240");
  EXPECT_EQ(words(0, 0).form, CellForm::number);
  EXPECT_EQ(words(0, 1).text, "6,3\u00a0%") << "a half goes up";
  EXPECT_EQ(words(0, 1).number, 0.0625);
  EXPECT_EQ(words(1, 0).text, "0");
  EXPECT_EQ(words(1, 1).text, "–");
  EXPECT_EQ(words(1, 1).form, CellForm::none);
}

TEST_F(ReportWords, PartsOfAShareAreNumbers) {
  report.columns[1].part = "denominator";
  report.cells[0][1].value = "16";
  EXPECT_EQ(words(0, 1).text, "16");
}

TEST_F(ReportWords, AnIndicatorTheCatalogueNoLongerHasIsToldAsItIs) {
  report.columns[1].indicator = "gone";
  EXPECT_EQ(words(0, 1).text, "0,063");
  report.cells[0][1].value = "\"2020-10-15\"";
  EXPECT_EQ(words(0, 1).text, "2020-10-15");
}

TEST_F(ReportWords, PeriodsAreNamed) {
  EXPECT_EQ(period("2020-10"), "Tháng 10 năm 2020");
  EXPECT_EQ(period("2020-02"), "Tháng 2 năm 2020");
  EXPECT_EQ(period("2020-Q4"), "Quý 4 năm 2020");
  EXPECT_EQ(period("2020-H1"), "6 tháng đầu năm 2020");
  EXPECT_EQ(period("2020-H2"), "6 tháng cuối năm 2020");
  EXPECT_EQ(period("2020-W05"), "Tuần 5 năm 2020");
  EXPECT_EQ(period("2020"), "Năm 2020");
  EXPECT_EQ(period("2020-10-15"), "Ngày 15/10/2020");
  EXPECT_EQ(span_words(report), "từ 15/09/2020 đến hết 14/10/2020");
  EXPECT_EQ(moment_words("2020-10-16T08:05:00+07:00"), "08:05 ngày 16/10/2020");
}

}  // namespace
}  // namespace ioc::serving::report_words_test
