// A fault is shown with its line and carets under it.
#include "catalog/diagnostic.h"

#include <gtest/gtest.h>

namespace ioc::catalog {
namespace {

TEST(Diagnostic, ShowsPlaceLineCaretsAndHelp) {
  const Diagnostic fault{"a.toml",
                         3,
                         5,
                         "unknown-key",
                         "unknown key 'windw'",
                         "    windw = 1",
                         5,
                         "did you mean 'window'?"};
  EXPECT_EQ(render(fault),
            "a.toml:3:5: error[unknown-key]: unknown key 'windw'\n"
            "      windw = 1\n"
            "      ^^^^^\n"
            "help: did you mean 'window'?\n");
}

TEST(Diagnostic, KeepsCaretsUnderVietnameseTextAndTabs) {
  const Diagnostic fault{"a.toml", 1, 8, "x", "y", "\tđúng = hạn", 3, ""};
  EXPECT_EQ(render(fault), "a.toml:1:8: error[x]: y\n  \tđúng = hạn\n  \t      ^^^\n");
}

TEST(Diagnostic, ReachesBeyondTheEndOfTheLine) {
  const Diagnostic fault{"a.toml", 1, 4, "x", "y", "ab", 1, ""};
  EXPECT_EQ(render(fault), "a.toml:1:4: error[x]: y\n  ab\n     ^\n");
}

TEST(Diagnostic, LeavesOutALineThatIsEmpty) {
  const Diagnostic fault{"a.toml", 1, 1, "x", "y", "", 1, "z"};
  EXPECT_EQ(render(fault), "a.toml:1:1: error[x]: y\nhelp: z\n");
}

}  // namespace
}  // namespace ioc::catalog
