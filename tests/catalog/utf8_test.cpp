// Code points as bytes.
#include "catalog/utf8.h"

#include <gtest/gtest.h>

namespace ioc::catalog::utf8_test {
namespace {

TEST(Utf8, WritesCodePointsOfOneToFourBytes) {
  std::string out;
  for (const std::uint32_t point : {0x41u, 0x111u, 0x1ED3u, 0x1F600u}) append_utf8(out, point);
  EXPECT_EQ(out, "Ađồ😀");
}

TEST(Utf8, ReadsBackEveryCodePoint) {
  for (std::uint32_t point = 0; point <= 0x10FFFF; ++point) {
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, point);
    const CodePoint read = first_code_point(text + "x");
    ASSERT_TRUE(read.well_formed && read.value == point && read.bytes == text.size()) << point;
  }
}

TEST(Utf8, ReplacesWhatIsMalformedByteByByte) {
  const std::string mark = "\xEF\xBF\xBD";
  EXPECT_EQ(well_formed("Hồ sơ 😀"), "Hồ sơ 😀");
  EXPECT_EQ(well_formed("a\xFF"
                        "b"),
            "a" + mark + "b");
  EXPECT_EQ(well_formed("\xC0\xAF"), mark + mark) << "overlong";
  EXPECT_EQ(well_formed("\xE0\x80\xAF"), mark + mark + mark) << "overlong";
  EXPECT_EQ(well_formed("\xED\xA0\x80"), mark + mark + mark) << "a surrogate";
  EXPECT_EQ(well_formed("\xF5\x80\x80\x80"), mark + mark + mark + mark) << "beyond the last";
  EXPECT_EQ(well_formed("\xE1\xBB"), mark + mark) << "cut off";
}

}  // namespace
}  // namespace ioc::catalog::utf8_test
