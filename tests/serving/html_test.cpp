// Nothing gets into HTML unescaped (serving/html.h).
#include "serving/html.h"

#include <gtest/gtest.h>

namespace ioc::serving::html_test {
namespace {

TEST(Html, TextIsEscapedForContentAndForQuotedAttributes) {
  Html html;
  html.tag("<a href=\"").text("/p?a=1&b='\"").tag("\">").text("<script>alert(1)</script>");
  EXPECT_EQ(html.take(),
            "<a href=\"/p?a=1&amp;b=&#39;&quot;\">&lt;script&gt;alert(1)&lt;/script&gt;");
}

TEST(Html, LettersOfOtherLanguagesStayAsTheyAre) {
  EXPECT_EQ(Html().text("Đại Lộc – ỔỖ").take(), "Đại Lộc – ỔỖ");
}

}  // namespace
}  // namespace ioc::serving::html_test
