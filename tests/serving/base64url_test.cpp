// Bytes of tokens (serving/base64url.h).
#include "serving/base64url.h"

#include <gtest/gtest.h>

namespace ioc::serving::base64url_test {
namespace {

TEST(Base64Url, TheExamplesOfTheStandardAreReadWithoutPadding) {
  EXPECT_EQ(from_base64url(""), "");
  EXPECT_EQ(from_base64url("Zg"), "f");
  EXPECT_EQ(from_base64url("Zm8"), "fo");
  EXPECT_EQ(from_base64url("Zm9v"), "foo");
  EXPECT_EQ(from_base64url("Zm9vYmFy"), "foobar");
  EXPECT_EQ(from_base64url("-_8"), "\xFB\xFF");
}

TEST(Base64Url, OneTextForTheSameBytes) {
  for (const char* text : {"Zg==", "Zh", "Zm9", "Z", "Zm9vY", "+/8", "Zm9v ", "Zm\n8"}) {
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace ioc::serving::base64url_test
