// Days as people write them (serving/register_page.h); the page itself: desk_routes_test.cpp.
#include "serving/register_page.h"

#include <gtest/gtest.h>

namespace ioc::serving::register_page_test {
namespace {

TEST(RegisterPage, ADueDayIsReadInBothWays) {
  const auto day = model::parse_day("2020-11-06");
  for (const char* text : {"2020-11-06", "06/11/2020", "6/11/2020"}) {
    EXPECT_EQ(read_due_day(text), day) << text;
  }
  for (const char* text : {"", "2020-11-31", "31/11/2020", "6/11", "x/y/z", "6/11/20"}) {
    EXPECT_FALSE(read_due_day(text)) << text;
  }
  EXPECT_EQ(read_register("problems"), model::Register::problems);
  EXPECT_FALSE(read_register("problem"));
}

}  // namespace
}  // namespace ioc::serving::register_page_test
