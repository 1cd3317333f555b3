// Code points as bytes.
#include "catalog/utf8.h"

#include <gtest/gtest.h>

namespace ioc::catalog {
namespace {

TEST(Utf8, WritesCodePointsOfOneToFourBytes) {
  std::string out;
  for (const std::uint32_t point : {0x41u, 0x111u, 0x1ED3u, 0x1F600u}) append_utf8(out, point);
  EXPECT_EQ(out, "Ađồ😀");
}

}  // namespace
}  // namespace ioc::catalog
