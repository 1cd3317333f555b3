// The page of a link that opens no screen (serving/screen_page.h).
#include "serving/screen_page.h"

#include "support.h"

namespace ioc::serving::screen_page_test {
namespace {

TEST(ScreenPage, SaysWhyAndLeadsToTheWallAndNotToASignIn) {
  const model::Plan plan = testing::make_plan();
  for (const auto notice : {ScreenNotice::bad_link, ScreenNotice::unsafe, ScreenNotice::busy}) {
    for (const Language language : {Language::vi, Language::en}) {
      const std::string page = screen_page({plan, language, "/assets/desk-1.css"}, notice);
      EXPECT_NE(page.find("role=\"alert\""), std::string::npos);
      EXPECT_NE(page.find(language == Language::vi ? "href=\"/\"" : "href=\"/?lang=en\""),
                std::string::npos);
      EXPECT_EQ(page.find("/sign-in"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace ioc::serving::screen_page_test
