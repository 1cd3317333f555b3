// Reports as tables (serving/report_table.h). The workbook is opened with another program's eyes in
// tests/e2e/test_reports.py.
#include "serving/report_table.h"

#include "report_kit.h"

namespace ioc::serving::report_table_test {
namespace {

TEST(ReportTable, CsvRunsNothing) {
  EXPECT_EQ(report_csv(testing::make_filled()),
            "row,name,unit,count,share\r\n"
            "502,Thành phố Tam Kỳ,502,1240,0.0625\r\n"
            "x,'=1+1,x,0,\r\n");
}

TEST(ReportTable, AWorkbookIsAZipAndTheSameEachTime) {
  const model::Plan plan = testing::make_plan();
  const auto first = report_xlsx(plan, testing::make_filled(), "CODE");
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(first->starts_with("PK"));
  EXPECT_EQ(*first, *report_xlsx(plan, testing::make_filled(), "CODE"));
}

}  // namespace
}  // namespace ioc::serving::report_table_test
