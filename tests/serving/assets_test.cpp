// The embedded pages (serving/assets.h).
#include "serving/assets.h"

#include <algorithm>
#include <set>
#include <string>

#include "support.h"

namespace ioc::serving::assets_test {
namespace {

TEST(Assets, TheWallIsAmongThem) {
  const auto pages = assets();
  EXPECT_TRUE(std::any_of(pages.begin(), pages.end(),
                          [](const Asset& asset) { return asset.path == "/wall.html"; }));
}

TEST(Assets, EachHasItsOwnPathATypeAndABody) {
  std::set<std::string_view> paths;
  for (const Asset& asset : assets()) {
    EXPECT_TRUE(asset.path.starts_with('/'));
    EXPECT_TRUE(paths.insert(asset.path).second) << asset.path;
    EXPECT_FALSE(asset.content_type.empty()) << asset.path;
    EXPECT_FALSE(asset.body.empty()) << asset.path;
  }
}

TEST(Assets, AStyleIsFoundByItsName) {
  constexpr Asset kBuilt[] = {{"/assets/public-1.css", "", ""},
                              {"/assets/desk-2.js", "", ""},
                              {"/assets/desk-3.css", "", ""}};
  EXPECT_EQ(style_of(kBuilt, "desk"), "/assets/desk-3.css");
  EXPECT_EQ(script_of(kBuilt, "desk"), "/assets/desk-2.js");
  EXPECT_EQ(script_of(kBuilt, "public"), "") << "it has none";
}

TEST(Assets, NoPageNeedsWhatItsOwnPolicyForbids) {
  for (const Asset& asset : assets()) {
    if (!asset.path.ends_with(".html")) continue;
    const std::string body(asset.body);
    EXPECT_EQ(body.find("<style"), std::string::npos) << asset.path;
    EXPECT_EQ(body.find(" style="), std::string::npos) << asset.path;
    EXPECT_EQ(body.find("://"), std::string::npos) << asset.path;
    for (std::size_t at = body.find("<script"); at != std::string::npos;
         at = body.find("<script", at + 1)) {
      EXPECT_NE(body.substr(at, body.find('>', at) - at).find(" src="), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace ioc::serving::assets_test
