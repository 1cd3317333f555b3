// The printed page (serving/report_page.h).
#include "serving/report_page.h"

#include "report_kit.h"

namespace ioc::serving::report_page_test {
namespace {

struct ReportPage : ::testing::Test {
  ReportPage() {
    view.record.name = {"r", "502", "2020-10"};
    view.shown = testing::make_filled();
    view.provisional_count = 1;
  }
  std::string page() const { return report_page(plan, view); }
  bool has(const std::string& text) const { return page().find(text) != std::string::npos; }

  const model::Plan plan = testing::make_plan();
  model::ReportView view;
};

TEST_F(ReportPage, ADraftSaysSo) {
  EXPECT_TRUE(has("BẢN NHÁP – CHƯA CÔNG BỐ (1 số liệu còn có thể thay đổi)"));
  EXPECT_FALSE(has("Mã xác minh"));
  view.is_live = true;
  EXPECT_TRUE(has("SỐ LIỆU HIỆN THỜI"));
}

TEST_F(ReportPage, APublishedOneCarriesItsCode) {
  view.record.published = {testing::make_published()};
  view.revision = 1;
  EXPECT_TRUE(has("K7QM-2X4T-0000-0000-0001"));
  EXPECT_TRUE(has("Biểu số: II.06a/VPCP"));
  EXPECT_TRUE(has("<td>1.240</td>"));
  EXPECT_FALSE(has("CHƯA CÔNG BỐ"));
  EXPECT_FALSE(has("Các lần công bố"));
}

TEST_F(ReportPage, ARevisionTellsItsReasonAndTheOthers) {
  view.record.published = {testing::make_published(), testing::make_published(2)};
  view.revision = view.shown.revision = 2;
  view.shown.reason = "sửa số liệu";
  EXPECT_TRUE(has("Bản sửa đổi lần 1. Lý do: sửa số liệu"));
  EXPECT_TRUE(has("Các lần công bố"));
  EXPECT_FALSE(has("Thay đổi so với"));
  view.changes = {{"502", "share", "0.5", "0.0625"}, {"gone", "share", "1", "2"}};
  EXPECT_TRUE(has("<th>Đúng hạn</th><td>50,0\u00a0%</td><td>6,3\u00a0%</td></tr>\n</tbody>"));
}

TEST_F(ReportPage, TextOfPeopleIsNoMarkup) {
  EXPECT_FALSE(has("<mẫu>"));
  EXPECT_TRUE(has("Biểu &lt;mẫu&gt;"));
  EXPECT_FALSE(has("<script"));
}

TEST_F(ReportPage, ACodeIsToldGenuineRevisedOrUnknown) {
  ReportCheck check{{"r", "502", "2020-10"}, {"Biểu", ""}, {"Tam Kỳ", ""}, 1, 1, "", {}};
  EXPECT_NE(report_check_page("X", check).find("bản mới nhất."), std::string::npos);
  check.newest = 2;
  EXPECT_NE(report_check_page("X", check).find("đã được sửa đổi"), std::string::npos);
  const std::string unknown = report_check_page("<b>", std::nullopt);
  EXPECT_NE(unknown.find("&lt;b&gt;"), std::string::npos);
  EXPECT_NE(unknown.find("Không có báo cáo nào"), std::string::npos);
}

}  // namespace
}  // namespace ioc::serving::report_page_test
