// A fault is shown with its line and carets under it.
#include "catalog/diagnostic.h"

#include <gtest/gtest.h>

namespace ioc::catalog::diagnostic_test {
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

// Carets and blanks counted code points: two marks of one letter moved them one too far each.
TEST(Diagnostic, KeepsCaretsUnderTextOfAnyWidth) {
  const auto under = [](const char* line, int column, int length) {
    const std::string shown = render({"a.toml", 1, column, "x", "y", line, length, ""});
    const std::size_t second = shown.find('\n', shown.find('\n') + 1);
    return shown.substr(second + 3, shown.size() - second - 4);
  };
  EXPECT_EQ(under("Ho\u0302\u0300 = x", 8, 1), "     ^") << "decomposed Vietnamese";
  EXPECT_EQ(under("Ho\u0302\u0300 = x", 1, 4), "^^");
  EXPECT_EQ(under("省 = x", 5, 1), "     ^");
  EXPECT_EQ(under("a 省省", 3, 2), "  ^^^^");
  EXPECT_EQ(under("😀 = x", 5, 1), "     ^");
  EXPECT_EQ(under("\u0301", 1, 1), "^") << "always one";
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
}  // namespace ioc::catalog::diagnostic_test
