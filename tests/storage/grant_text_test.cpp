// Grants as text (storage/grant_text.h).
#include "storage/grant_text.h"

namespace ioc::storage::grant_text_test {
namespace {

using model::Grant;
using model::Role;

TEST(GrantText, WhatIsWrittenIsReadAsItWas) {
  const std::vector<Grant> grants = {{Role::officer, "502", {}},
                                     {Role::department, "49", {"dossiers", "reports"}},
                                     {Role::administrator, "QNA-SNV", {}}};
  const std::string text = write_grants(grants);
  EXPECT_EQ(text, "officer@502;department@49:dossiers+reports;administrator@QNA-SNV");
  EXPECT_EQ(*read_grants(text), grants);
  EXPECT_EQ(*read_grants(" officer@502 ; officer@502;"), std::vector<Grant>{grants[0]});
  EXPECT_TRUE(read_grants("")->empty());
}

TEST(GrantText, EveryRoleHasAName) {
  for (const auto& [role, name] : model::kRoleNames) {
    EXPECT_EQ(name_of(role), name);
    EXPECT_EQ(role_of(name), role);
  }
  EXPECT_FALSE(role_of("king"));
}

TEST(GrantText, WhatIsWrongIsNamed) {
  const std::vector<std::pair<const char*, const char*>> wrong = {
      {"officer", "names no unit"},
      {"officer@", "names no unit"},
      {"king@49", "no role `king`"},
      {"officer@49:", "names no stream"},
      {"officer@49;x", "`x` names no unit"}};
  for (const auto& [text, word] : wrong) {
    const auto read = read_grants(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_NE(read.error().text.find(word), std::string::npos) << read.error().text;
  }
}

}  // namespace
}  // namespace ioc::storage::grant_text_test
