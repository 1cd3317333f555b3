// The officials' desk (serving/desk_page.h).
#include "serving/desk_page.h"

#include "support.h"

namespace ioc::serving::desk_page_test {
namespace {

using model::Grant;
using model::Role;

std::shared_ptr<const model::LiveFigure> figure_of(const std::string& indicator,
                                                   const std::string& unit, int value) {
  auto figure = std::make_shared<model::LiveFigure>();
  figure->indicator = indicator;
  figure->window = "day";
  figure->unit = unit;
  figure->key = indicator + unit;
  figure->revision = 1;
  figure->json = testing::Json{
      {"group", {{"unit", unit}}},
      {"start", "2020-10-15T00:00:00+07:00"},
      {"end", "2020-10-16T00:00:00+07:00"},
      {"value", value},
      {"count", 3}}.dump();
  return figure;
}

struct DeskPageTest : ::testing::Test {
  model::Plan plan = testing::make_plan();
  Board board;
  std::vector<model::Alert> alerts;
  model::AlertAnswers answers;
  std::vector<DeskSession> sessions = {{7, testing::kNow, testing::kNow, "10.0.0.1", "<b>", false}};

  DeskPageTest() {
    board.publish(testing::live_update(
        1, {figure_of("a.count", "502", 1111), figure_of("c.secret", "502", 2222),
            figure_of("c.secret", "503", 3333), figure_of("c.secret", "49", 4444)}));
  }
  std::string page(const model::Viewer& viewer, const char* unit,
                   Language language = Language::vi) {
    return desk_page(
        {plan, language, "/assets/desk-1.css"},
        {viewer, plan.units.find(unit), board, nullptr, alerts, answers, sessions, testing::kNow});
  }
  static bool has(const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
  }
};

TEST_F(DeskPageTest, ItTellsExactFiguresOfTheUnitAndOfNoOther) {
  const model::Viewer viewer{"an", "An <i>", {{Role::officer, "502", {}}}};
  const std::string own = page(viewer, "502");
  EXPECT_TRUE(has(own, "<b>1.111</b>") && has(own, "<b>2.222</b>"));
  EXPECT_TRUE(has(own, "Hôm nay"));
  EXPECT_TRUE(has(own, "nội bộ"));
  EXPECT_FALSE(has(own, "3.333") || has(own, "4.444") || has(own, "Hội An"));
  EXPECT_TRUE(has(own, "An &lt;i&gt;") && has(own, "&lt;b&gt;")) << "names are no markup";
  EXPECT_FALSE(has(own, "<script") || has(own, "style=\""));
  EXPECT_TRUE(has(page(viewer, "502", Language::en), "<b>2,222</b>"));
}

TEST_F(DeskPageTest, WithoutTheRightOnlyWhatIsPublicStandsThere) {
  const std::string page_of = page({"an", "An", {{Role::officer, "503", {}}}}, "502");
  EXPECT_TRUE(has(page_of, "1.111"));
  EXPECT_FALSE(has(page_of, "2.222"));
}

TEST_F(DeskPageTest, UnitsAreThoseGrantedForSeeingAndTheirNeighboursInReach) {
  const model::Viewer viewer{
      "an", "An", {{Role::administrator, "49", {}}, {Role::district, "502", {}}}};
  EXPECT_EQ(desk_units(plan, viewer), std::vector<model::UnitIndex>{1});
  const std::string own = page(viewer, "502");
  EXPECT_TRUE(has(own, "/desk?unit=502-1"));
  EXPECT_FALSE(has(own, "/desk?unit=503") || has(own, "/desk?unit=49"));
  EXPECT_TRUE(desk_units(plan, {"b", "B", {{Role::technician, "49", {}}}}).empty());
}

TEST_F(DeskPageTest, AnotherSessionCanBeEndedFromHere) {
  const std::string own = page({"an", "An", {{Role::officer, "502", {}}}}, "502");
  EXPECT_TRUE(has(own, "name=\"session\" value=\"7\""));
  EXPECT_TRUE(has(own, "action=\"/sign-out\" method=\"post\""));
}

TEST_F(DeskPageTest, AnAlertSaysWhoSeesToItAndLetsThoseActWhoMay) {
  testing::add_alert(plan, "secret-alert", 2);
  const model::Alert alert{"secret-alert", "502", testing::kNow, testing::kNow, {}, {}};
  alerts = {alert};
  const model::Viewer officer{"an", "An", {{Role::officer, "502", {}}}};
  const std::string free = page(officer, "502");
  EXPECT_TRUE(has(free, "Chưa ai tiếp nhận."));
  EXPECT_TRUE(has(free, "action=\"/desk/alert\" method=\"post\""));
  EXPECT_TRUE(has(free, "value=\"acknowledged\"") && !has(free, "value=\"released\""));
  model::AlertAnswer taken{"secret-alert", "502",  testing::kNow, model::AlertAct::acknowledged,
                           testing::kNow,  "binh", "Bình",        "binh",
                           "Bình <i>",     "502",  "xem <b>"};
  answers[{"secret-alert", "502", testing::kNow}] = {taken};
  const std::string held = page(officer, "502");
  EXPECT_TRUE(has(held, "Đã tiếp nhận: <b>Bình &lt;i&gt;</b>, từ "));
  EXPECT_TRUE(has(held, "xem &lt;b&gt;") && has(held, "value=\"released\""));
  const std::string seen = page({"k", "K", {{Role::auditor, "49", {}}}}, "502");
  EXPECT_TRUE(has(seen, "Bình") && !has(seen, "/desk/alert"));
}

}  // namespace
}  // namespace ioc::serving::desk_page_test
