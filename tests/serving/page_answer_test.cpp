// What pages without script answer (serving/page_answer.h).
#include "serving/page_answer.h"

#include <gtest/gtest.h>

namespace ioc::serving::page_answer_test {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

TEST(PageAnswer, TheLanguageIsVietnameseUnlessEnglishIsAskedFor) {
  EXPECT_EQ(language_of({}), Language::vi);
  EXPECT_EQ(language_of({{"lang", "fr"}}), Language::vi);
  EXPECT_EQ(language_of({{"unit", "49"}, {"lang", "en"}}), Language::en);
}

TEST(PageAnswer, AFormLeadsOnInItsLanguage) {
  const auto place = [](std::string_view path, Language language) {
    const Answer answer = lead_to(path, language);
    EXPECT_EQ(answer.status, 303U);
    return answer.headers.at(0).second;
  };
  EXPECT_EQ(place("/desk", Language::vi), "/desk");
  EXPECT_EQ(place("/desk", Language::en), "/desk?lang=en");
  EXPECT_EQ(place("/desk?told=done", Language::en), "/desk?told=done&lang=en");
}

TEST(PageAnswer, APageStaysWithItsReader) {
  const Answer answer = html_page("<p>", 422);
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(answer.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(answer.headers, (Headers{{"Cache-Control", "private, no-store"}}));
}

}  // namespace
}  // namespace ioc::serving::page_answer_test
