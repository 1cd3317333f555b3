// Who could approve a change (app/second_person.h).
#include "app/second_person.h"

#include <gtest/gtest.h>

#include "tests/app/people_kit.h"

namespace ioc::app::second_person_test {
namespace {

using model::Role;
using Accounts = std::vector<std::string>;

constexpr const char* kIssuer = "https://id.example.vn";

struct SecondPersonTest : testing::PeopleKit {
  void bind(const std::string& id, const std::string& issuer) {
    ASSERT_TRUE(people->identities.bind({id, issuer, "subject of " + id}, testing::kNow).ok());
  }
  Accounts stewards(std::string_view issuer = "") {
    const auto able = who_could(*people, plan, serving::Deed::approve_catalog, issuer);
    EXPECT_TRUE(able.ok());
    return *able;
  }
  const std::vector<model::Grant> steward = {{Role::steward, "49", {}}};
};

TEST_F(SecondPersonTest, IsWhoMayAtTheRootUnitAndHasAPasswordAndIsNotDisabled) {
  add("an", steward);
  add("binh", {{Role::auditor, "49", {}}, {Role::steward, "49", {}}});
  add("chi", {{Role::steward, "502", {}}});
  add("dung", {{Role::administrator, "49", {}}});
  add("em", steward, "");
  add("giang", steward);
  ASSERT_TRUE(people->accounts.set_disabled("giang", true).ok());
  EXPECT_EQ(stewards(), (Accounts{"an", "binh"}));
  EXPECT_EQ(*who_could(*people, plan, serving::Deed::approve_people, ""), Accounts{"dung"});
}

TEST_F(SecondPersonTest, IsAlsoWhoIsKnownToTheProviderThatIsConfigured) {
  add("an", steward, "");
  add("binh", steward, "");
  add("chi", {}, "");
  add("dung", steward, "");
  bind("an", kIssuer);
  bind("binh", "https://id.before.vn");
  bind("chi", kIssuer);
  bind("dung", kIssuer);
  ASSERT_TRUE(people->accounts.set_disabled("dung", true).ok());
  EXPECT_EQ(stewards(kIssuer), Accounts{"an"}) << "binh's provider is asked no more";
  EXPECT_EQ(stewards(), Accounts{}) << "without a provider there is no way in";
}

}  // namespace
}  // namespace ioc::app::second_person_test
