// The sign-in page (serving/sign_in_page.h).
#include "serving/sign_in_page.h"

#include "support.h"

namespace ioc::serving::sign_in_page_test {
namespace {

TEST(SignInPage, ItIsAPlainFormInVietnameseFirst) {
  const model::Plan plan = testing::make_plan();
  const std::string page = sign_in_page({plan, Language::vi, "/assets/desk-1.css"}, {});
  EXPECT_NE(page.find("<html lang=\"vi\">"), std::string::npos);
  EXPECT_NE(page.find("<h1>Đăng nhập</h1>"), std::string::npos);
  EXPECT_NE(page.find("action=\"/sign-in\" method=\"post\""), std::string::npos);
  EXPECT_NE(page.find("autocomplete=\"current-password\""), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("style=\""), std::string::npos) << "the policy would not run it";
  EXPECT_NE(page.find("href=\"/sign-in?lang=en\""), std::string::npos);
}

TEST(SignInPage, ALinkAsksForTheSamePasswordTwiceAndKeepsTheLink) {
  const model::Plan plan = testing::make_plan();
  SignInView view;
  view.link = "a\"b";
  const std::string page = sign_in_page({plan, Language::en, ""}, view);
  EXPECT_NE(page.find("name=\"link\" value=\"a&quot;b\""), std::string::npos);
  EXPECT_NE(page.find("name=\"again\""), std::string::npos);
  EXPECT_NE(page.find("href=\"/sign-in?link=a%22b\""), std::string::npos);
}

TEST(SignInPage, EveryNoticeHasWordsInBothLanguages) {
  const model::Plan plan = testing::make_plan();
  for (int i = 1; i <= static_cast<int>(SignInNotice::unsafe); ++i) {
    for (const Language language : {Language::vi, Language::en}) {
      SignInView view;
      view.notice = static_cast<SignInNotice>(i);
      view.wait_ms = 1'500;
      view.fault = "Too short.";
      const std::string page = sign_in_page({plan, language, ""}, view);
      const std::size_t told = page.find("<p class=\"told");
      ASSERT_NE(told, std::string::npos) << i;
      EXPECT_EQ(page.find("{}"), std::string::npos) << i;
      if (view.notice != SignInNotice::wait) continue;
      EXPECT_NE(page.find(" 2 "), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace ioc::serving::sign_in_page_test
