// Who an account is at an OpenID provider (storage/identities.h).
#include "storage/identities.h"

#include "people_fixture.h"

namespace ioc::storage::identities_test {
namespace {

struct IdentitiesTest : PeopleFixture {
  IdentitiesTest() {
    add("an");
    add("binh");
  }
};

TEST_F(IdentitiesTest, AnAccountIsOnePersonAndAPersonOneAccount) {
  const Identity an{"an", "https://sso", "1"};
  ASSERT_TRUE(people->identities.bind(an, kNow).ok());
  EXPECT_EQ(**people->identities.of_account("an"), an);
  EXPECT_EQ(**people->identities.of_subject("https://sso", "1"), an);
  EXPECT_FALSE(people->identities.of_subject("https://other", "1")->has_value());
  EXPECT_FALSE(people->identities.bind({"an", "https://sso", "2"}, kNow).ok());
  EXPECT_FALSE(people->identities.bind({"binh", "https://sso", "1"}, kNow).ok());
  EXPECT_FALSE(people->identities.bind({"nobody", "https://sso", "3"}, kNow).ok());
  EXPECT_TRUE(people->identities.bind({"binh", "https://sso", "2"}, kNow).ok());
}

TEST_F(IdentitiesTest, TheyCanBeParted) {
  ASSERT_TRUE(people->identities.bind({"an", "https://sso", "1"}, kNow).ok());
  ASSERT_TRUE(people->identities.drop("an").ok());
  EXPECT_FALSE(people->identities.of_account("an")->has_value());
  EXPECT_TRUE(people->identities.bind({"binh", "https://sso", "1"}, kNow).ok());
}

}  // namespace
}  // namespace ioc::storage::identities_test
