// The pages for citizens as they are sent (serving/public_page.h).
#include "serving/public_page.h"

#include "public_support.h"

namespace ioc::serving::public_page_test {
namespace {

using testing::count;
using testing::kDay;
using testing::kMonth;
using testing::kNow;
using testing::live_update;
using testing::share;

struct PublicPageTest : ::testing::Test {
  model::Plan plan = testing::public_plan();
  Board board;
  std::vector<model::TargetStanding> targets;
  std::vector<std::int64_t> newest_ms{kNow.ms};
  model::Instant now = kNow;

  std::string page(const char* unit, Language language = Language::vi) {
    const PublicBoard public_board(plan, board, 5, [&] { return newest_ms; });
    const auto figures = public_board.at(now);
    const PublicFrame frame{plan, language, "/assets/public-1.css", "/assets/public-1.js"};
    return public_page(frame, {*figures, &targets, now, plan.units.find(unit)});
  }
  static bool has(const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
  }
};

TEST_F(PublicPageTest, FiguresStandUnderTheirSubjectWithPeriodUnitAndTime) {
  board.publish(live_update(1, {count("day", "502", kDay, 124), count("month", "502", kMonth, 3)}));
  plan.indicators[1].explanation = {"Số hồ sơ <b>nộp</b>", "Filed"};
  const std::string vi = page("502");
  EXPECT_TRUE(has(vi, "<html lang=\"vi\">"));
  EXPECT_TRUE(has(vi, "<h1>Thành phố Tam Kỳ</h1>"));
  EXPECT_TRUE(has(vi, ">Hồ sơ</h2>"));
  EXPECT_TRUE(has(vi,
                  "<dt>Hôm nay <small>15/10</small></dt>\n<dd><small>khoảng</small> "
                  "<b>125</b> <small>hồ sơ</small></dd>"));
  EXPECT_TRUE(has(vi, "<small>dưới</small> <b>5</b>"));
  EXPECT_TRUE(has(vi, "<time datetime=\"2020-10-15T16:59:00+07:00\">16:59 ngày 15/10/2020</time>"));
  EXPECT_TRUE(has(vi, "Số hồ sơ &lt;b&gt;nộp&lt;/b&gt;"));
  const std::string en = page("502", Language::en);
  EXPECT_TRUE(has(en, "<html lang=\"en\">"));
  EXPECT_TRUE(has(en, "Name of dossiers.received"));
  EXPECT_TRUE(has(en, "href=\"/p?lang=en\"")) << "links keep the language";
}

TEST_F(PublicPageTest, NothingOfWhatIsNotPublicIsThere) {
  board.publish(live_update(
      1, {testing::told("secret.count", "day", "502", kDay, {{"value", 77777}, {"count", 77777}}),
          testing::told("dossiers.received", "sliding 60m every 1m", "502", kDay,
                        {{"value", 55555}, {"count", 55555}}),
          count("day", "502", kDay, 50)}));
  const std::string vi = page("502");
  EXPECT_FALSE(has(vi, "secret"));
  EXPECT_FALSE(has(vi, "77.77"));
  EXPECT_FALSE(has(vi, "55.55"));
}

TEST_F(PublicPageTest, NamesFromTheCatalogueAreEscaped) {
  plan.indicators[1].name = {"<img src=x onerror=alert(1)>", ""};
  board.publish(live_update(1, {count("day", "502", kDay, 50)}));
  EXPECT_FALSE(has(page("502"), "<img"));
  EXPECT_TRUE(has(page("502", Language::en), "&lt;img src=x")) << "Vietnamese where English lacks";
}

TEST_F(PublicPageTest, AllScriptAndStyleIsInFiles) {
  board.publish(live_update(1, {count("day", "502", kDay, 50)}));
  for (const std::string& each :
       {page("502"), unit_list_page({plan, Language::vi, "/s", "/j"}, "")}) {
    EXPECT_FALSE(has(each, "<style"));
    EXPECT_FALSE(has(each, " style="));
    EXPECT_FALSE(has(each,
                     " on"
                     "click"));
    EXPECT_FALSE(has(each, "<script>"));
    EXPECT_FALSE(has(each, "://"));
  }
}

TEST_F(PublicPageTest, ATargetIsToldInWordShapeAndLimit) {
  plan.targets.resize(1);
  plan.targets[0].indicator = 0;
  plan.targets[0].window = "month";
  plan.targets[0].limit = {98, 2};
  targets.resize(1);
  targets[0].target = 0;
  targets[0].unit = "502";
  targets[0].state = model::TargetState::lagging;
  board.publish(live_update(
      1, {share("month", "502", kMonth, 880, 1000), share("day", "502", kDay, 88, 100)}));
  const std::string vi = page("502");
  EXPECT_TRUE(has(vi, "<dd class=\"state bad\"><svg"));
  EXPECT_TRUE(has(vi, "<b>Chậm so với mục tiêu</b>"));
  EXPECT_TRUE(has(vi, "</b> <span>Mục tiêu: ít nhất 98\u00a0%"));
  EXPECT_EQ(vi.find("class=\"state"), vi.rfind("class=\"state")) << "of the month, not of the day";
  board.publish(live_update(2, {share("month", "502", kMonth, 97, 100)}));
  EXPECT_FALSE(has(page("502"), "Chậm so với")) << "three late of a hundred are not told";
}

TEST_F(PublicPageTest, LateFiguresSaySo) {
  board.publish(live_update(1, {count("day", "502", kDay, 50)}));
  EXPECT_FALSE(has(page("502"), "class=\"late\""));
  newest_ms = {kNow.ms - 49 * model::kHourMs};
  EXPECT_TRUE(has(page("502"), "Đã 2 ngày chưa có dữ liệu mới")) << "without working hours: a day";
}

TEST_F(PublicPageTest, AUnitWithoutFiguresAndAStartWithoutAnySaySo) {
  EXPECT_TRUE(has(page("503"), "Hệ thống đang khởi động"));
  board.publish(live_update(1, {count("day", "502", kDay, 50)}));
  EXPECT_TRUE(has(page("503"), "chưa có số liệu công khai"));
}

TEST_F(PublicPageTest, UnitsAreFoundWithoutMarksAndWhatWasTypedIsEscaped) {
  const PublicFrame frame{plan, Language::vi, "", ""};
  const std::string found = unit_list_page(frame, " hoi AN ");
  EXPECT_TRUE(has(found, "1 đơn vị có tên chứa “hoi AN”"));
  EXPECT_TRUE(has(found, "<a href=\"/p/503\">Thành phố Hội An</a> <small>Tỉnh Quảng Nam</small>"));
  const std::string none = unit_list_page(frame, "\"><script>");
  EXPECT_TRUE(has(none, "Không tìm thấy “&quot;&gt;&lt;script&gt;”"));
  EXPECT_TRUE(has(none, "value=\"&quot;&gt;&lt;script&gt;\""));
  EXPECT_TRUE(has(none, "<summary>Thành phố Tam Kỳ</summary>")) << "the list stays";
}

TEST_F(PublicPageTest, EachUnitHasOneAddress) {
  EXPECT_EQ(public_path(plan, 0), "/p");
  EXPECT_EQ(public_path(plan, 2), "/p/502-1");
  EXPECT_EQ(unit_of_path(plan, "/p"), 0);
  EXPECT_EQ(unit_of_path(plan, "/p/49"), 0);
  EXPECT_EQ(unit_of_path(plan, "/p/502-1"), 2);
  EXPECT_EQ(unit_of_path(plan, "/p/999"), model::kNoUnit);
  EXPECT_EQ(unit_of_path(plan, "/px502"), model::kNoUnit);
  EXPECT_EQ(unit_of_path(plan, "/wall"), model::kNoUnit);
}

}  // namespace
}  // namespace ioc::serving::public_page_test
