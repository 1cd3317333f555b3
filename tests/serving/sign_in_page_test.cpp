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

TEST(SignInPage, TheProviderComesFirstWhereThereIsOne) {
  const model::Plan plan = testing::make_plan();
  SignInView view;
  EXPECT_EQ(sign_in_page({plan, Language::vi, ""}, view).find("/sign-in/openid"),
            std::string::npos);
  view.has_provider = true;
  const std::string page = sign_in_page({plan, Language::vi, ""}, view);
  EXPECT_NE(page.find("Đăng nhập bằng tài khoản cơ quan"), std::string::npos);
  EXPECT_LT(page.find("href=\"/sign-in/openid\""), page.find("name=\"password\""));
  view.provider = "SSO <Quảng Nam>";
  const std::string english = sign_in_page({plan, Language::en, ""}, view);
  EXPECT_NE(english.find("Sign in with SSO &lt;Quảng Nam&gt;"), std::string::npos);
  EXPECT_NE(english.find("href=\"/sign-in/openid?lang=en\""), std::string::npos);
  view.link = "a-link";
  EXPECT_EQ(sign_in_page({plan, Language::en, ""}, view).find("/sign-in/openid"),
            std::string::npos);
}

TEST(SignInPage, APassingPageLeadsOnByItselfAndByItsLink) {
  const model::Plan plan = testing::make_plan();
  PassingView view{{"Một", "One"}, {"Hai", "Two"}, "https://sso.example/out?a=1&b=\"2"};
  const std::string page = passing_page({plan, Language::vi, ""}, view);
  const std::string address = "https://sso.example/out?a=1&amp;b=&quot;2\"";
  EXPECT_NE(page.find("content=\"0; url=" + address), std::string::npos);
  EXPECT_NE(page.find("href=\"" + address), std::string::npos);
  view.at_once = false;
  EXPECT_EQ(passing_page({plan, Language::vi, ""}, view).find("http-equiv"), std::string::npos);
}

TEST(SignInPage, EveryNoticeHasWordsInBothLanguages) {
  const model::Plan plan = testing::make_plan();
  for (int i = 1; i <= static_cast<int>(SignInNotice::nobody); ++i) {
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
