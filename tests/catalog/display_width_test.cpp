// Columns of characters, each kind once and at the borders of its range.
#include "catalog/display_width.h"

#include <gtest/gtest.h>

namespace ioc::catalog::display_width_test {
namespace {

TEST(DisplayWidth, GivesLettersOneColumn) {
  for (const std::uint32_t point : {0x20u, 0x41u, 0x7Eu, 0xADu, 0x111u, 0x1ED3u, 0x10FFFFu}) {
    EXPECT_EQ(display_width(point), 1) << std::hex << point;
  }
}

TEST(DisplayWidth, GivesMarksThatJoinNone) {
  for (const std::uint32_t point :
       {0x300u, 0x301u, 0x36Fu, 0x1AB0u, 0x1160u, 0x200Bu, 0x200Du, 0xFE0Fu, 0xFEFFu, 0xE01EFu}) {
    EXPECT_EQ(display_width(point), 0) << std::hex << point;
  }
}

TEST(DisplayWidth, GivesWideCharactersTwo) {
  for (const std::uint32_t point :
       {0x1100u, 0x4E00u, 0x9FFFu, 0xAC00u, 0xFF01u, 0x1F600u, 0x1F9FFu, 0x20000u}) {
    EXPECT_EQ(display_width(point), 2) << std::hex << point;
  }
  EXPECT_EQ(display_width(0xFF61), 1) << "half width";
}

}  // namespace
}  // namespace ioc::catalog::display_width_test
