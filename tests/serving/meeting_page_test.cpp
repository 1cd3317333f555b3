// The meeting's first page (serving/meeting_page.h).
#include "serving/meeting_page.h"

#include "support.h"

namespace ioc::serving::meeting_page_test {
namespace {

using model::Conclusion;
using model::ConclusionState;
using model::Role;

struct MeetingPageTest : ::testing::Test {
  model::Plan plan = testing::make_plan();
  std::vector<Conclusion> all;
  ConclusionDraft draft;
  model::Instant now = testing::kNow;
  const Viewer leader{"ct", "Chủ tịch", {{Role::leader, "49", {}}}};
  const Viewer officer{"an", "An", {{Role::officer, "502", {}}}};

  MeetingPageTest() {
    plan.boards = {testing::make_board("leaders", {0}), testing::make_board("inner", {2})};
    Conclusion one;
    one.id = "KL-1";
    one.task = "Xử lý <hồ sơ> quá hạn";
    one.owner = "502";
    one.due = *model::parse_day("2020-10-10");
    one.noted = {testing::kNow.ms - 10 * model::kDayMs};
    one.noted_by_name = "Chủ tịch";
    one.figure = model::ConclusionFigure{"a.count", "day", "502", one.noted};
    all.push_back(one);
    draft.key = "k\"1";
  }
  std::string page(const Viewer& viewer, std::string_view stream = "dossiers",
                   Language language = Language::vi, MeetingNotice notice = MeetingNotice::none) {
    const auto standings = visible_standings(viewer, plan, stream, all, now);
    return meeting_page({plan, language, "/assets/desk-1.css"},
                        {viewer, stream, standings, draft, notice, now});
  }
  static bool has(const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
  }
};

TEST_F(MeetingPageTest, ItOpensWithWhatIsStillOpenAndLeadsToTheFigureAsItWas) {
  const std::string opened = page(leader);
  EXPECT_LT(opened.find("Kết luận chưa xong"), opened.find("Xem bảng điều hành"));
  EXPECT_TRUE(has(opened, "Xử lý &lt;hồ sơ&gt; quá hạn"));
  EXPECT_TRUE(has(opened, "class=\"conclusion bad\""));
  EXPECT_TRUE(has(opened, "<b>quá hạn</b>"));
  EXPECT_TRUE(has(opened, "/?of=a.count&amp;window=day&amp;unit=502&amp;as_of=2020-10-05T16%3A59"));
  EXPECT_FALSE(has(opened, "<script") || has(opened, "style=\""));
}

TEST_F(MeetingPageTest, BoardsAreFrozenAtSevenAndOnlyThoseOfTheViewer) {
  const std::string opened = page(officer);
  EXPECT_TRUE(has(opened, "/?board=leaders&amp;as_of=2020-10-15T07%3A00%3A00%2B07%3A00"));
  EXPECT_FALSE(has(opened, "board=inner"));
  EXPECT_TRUE(has(page(leader), "board=inner"));
  EXPECT_TRUE(has(opened, "value=\"2020-10-15T07:00\""));
  EXPECT_TRUE(has(opened, "07:00 hôm nay"));
  now = {testing::kNow.ms - 10 * model::kHourMs};  // at seven it is the seven of today
  EXPECT_TRUE(has(page(officer), "07:00 hôm qua"));
  EXPECT_TRUE(has(page(officer), "as_of=2020-10-14T07%3A00"));
}

TEST_F(MeetingPageTest, WhoMayConcludeHasTheFormAndTheButtons) {
  const std::string of_leader = page(leader);
  EXPECT_TRUE(has(of_leader, "action=\"/meeting\" method=\"post\""));
  EXPECT_TRUE(has(of_leader, "name=\"key\" value=\"k&quot;1\""));
  EXPECT_TRUE(has(of_leader, "name=\"state\" value=\"done\""));
  EXPECT_TRUE(has(of_leader, "<option value=\"503\">"));
  EXPECT_TRUE(has(of_leader, "Phường An Mỹ – Thành phố Tam Kỳ"));
  const std::string of_officer = page(officer);
  EXPECT_TRUE(has(of_officer, "Xử lý"));
  EXPECT_FALSE(has(of_officer, "method=\"post\""));
}

TEST_F(MeetingPageTest, AFigureIsTakenAlongIntoTheForm) {
  draft.figure = model::ConclusionFigure{"a.count", "day", "503", testing::kNow};
  draft.owner = "503";
  draft.task = "Đôn đốc";
  draft.due = "2020-11-01";
  const std::string opened = page(leader);
  EXPECT_TRUE(has(opened, "name=\"indicator\" value=\"a.count\""));
  EXPECT_TRUE(has(opened, "name=\"as_of\" value=\"2020-10-15T16:59:58.120+07:00\""));
  EXPECT_TRUE(has(opened, "<option value=\"503\" selected>"));
  EXPECT_TRUE(has(opened, ">Đôn đốc</textarea>"));
  EXPECT_TRUE(has(opened, "value=\"2020-11-01\""));
}

TEST_F(MeetingPageTest, WithoutAStreamItSaysThatNothingIsTaken) {
  const std::string opened = page(leader, "");
  EXPECT_TRUE(has(opened, "[meeting] stream"));
  EXPECT_FALSE(has(opened, "method=\"post\"") || has(opened, "Xử lý"));
  EXPECT_TRUE(has(opened, "/?board=leaders"));
}

TEST_F(MeetingPageTest, EveryNoticeHasWordsInBothLanguages) {
  for (int i = 1; i <= static_cast<int>(MeetingNotice::busy); ++i) {
    for (const Language language : {Language::vi, Language::en}) {
      const std::string opened = page(leader, "dossiers", language, static_cast<MeetingNotice>(i));
      const std::size_t told = opened.find("<p class=\"told");
      ASSERT_NE(told, std::string::npos) << i;
      EXPECT_NE(opened[opened.find('>', told) + 1], '<') << i;
    }
  }
}

TEST_F(MeetingPageTest, StatesAreSaidInWords) {
  ConclusionStanding standing;
  const auto words = [&](Language language = Language::vi) {
    return standing_words(language, standing);
  };
  EXPECT_EQ(words(), "đang thực hiện");
  standing.days_left = 5;
  EXPECT_EQ(words(), "còn 5 ngày làm việc");
  standing.days_left = 1;
  EXPECT_EQ(words(Language::en), "1 working day left");
  standing.days_left = 0;
  EXPECT_EQ(words(), "đến hạn");
  standing.days_left.reset();
  standing.is_late = true;
  EXPECT_EQ(words(), "quá hạn");
  standing.days_late = 3;
  EXPECT_EQ(words(), "quá hạn 3 ngày làm việc");
  standing.state = ConclusionState::done;
  EXPECT_EQ(words(), "xong muộn 3 ngày làm việc");
  standing.is_late = false;
  EXPECT_EQ(words(), "xong đúng hạn");
  standing.state = ConclusionState::withdrawn;
  EXPECT_EQ(words(), "đã rút");
}

}  // namespace
}  // namespace ioc::serving::meeting_page_test
