// Accounts and their grants (storage/accounts.h).
#include "storage/accounts.h"

#include "tests/storage/people_fixture.h"

namespace ioc::storage::accounts_test {
namespace {

using model::Grant;
using model::Role;

struct AccountsTest : PeopleFixture {};

TEST_F(AccountsTest, AnAccountComesBackAsItWasMade) {
  const std::vector<Grant> grants = {{Role::officer, "502", {}},
                                     {Role::department, "49", {"dossiers", "party"}}};
  add("an.nguyen", "", grants);
  open();  // as after a restart
  const auto found = people->accounts.find("an.nguyen");
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_EQ((*found)->name, "Tên an.nguyen");
  EXPECT_EQ((*found)->password, "");
  EXPECT_FALSE((*found)->is_disabled);
  EXPECT_EQ((*found)->grants, grants);
  EXPECT_FALSE(*people->accounts.find("an.nguye"));
}

TEST_F(AccountsTest, NoAccountIsMadeTwiceAndNoneIsChangedThatIsNotThere) {
  add("an");
  EXPECT_EQ(people->accounts.add({"an", "B", "", false, kNow, {}}).error().code,
            model::ErrorCode::usage);
  for (const auto& done :
       {people->accounts.set_password("b", "x"), people->accounts.set_disabled("b", true),
        people->accounts.set_grants("b", {})}) {
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, model::ErrorCode::usage);
  }
}

TEST_F(AccountsTest, GrantsAreReplacedWholeAndEndAChangeThatWaits) {
  add("an", "hash", {{Role::officer, "502", {}}});
  ASSERT_TRUE(people->accounts.ask_grants({"an", {{Role::leader, "49", {}}}, "b", kNow}).ok());
  ASSERT_TRUE(people->accounts.ask_grants({"an", {{Role::office, "49", {"x"}}}, "c", kNow}).ok());
  ASSERT_EQ(people->accounts.changes()->size(), 1u);
  EXPECT_EQ(people->accounts.changes()->front().asked_by, "c");
  EXPECT_EQ(people->accounts.changes()->front().grants.front().streams.front(), "x");
  EXPECT_EQ((*people->accounts.find("an"))->grants.front().role, Role::officer) << "it only waits";
  ASSERT_TRUE(people->accounts.set_grants("an", {{Role::auditor, "49", {}}}).ok());
  EXPECT_TRUE(people->accounts.changes()->empty());
  EXPECT_EQ((*people->accounts.find("an"))->grants,
            (std::vector<Grant>{{Role::auditor, "49", {}}}));
}

TEST_F(AccountsTest, NamesForSigningInArePlain) {
  for (const char* good : {"a", "nguyen.van-a_1@tamky.gov.vn", "1"})
    EXPECT_TRUE(is_account_id(good));
  for (const char* bad : {"", "An", ".a", "a b", "a;b", "nguyễn", "a\n"}) {
    EXPECT_FALSE(is_account_id(bad)) << bad;
  }
  EXPECT_FALSE(is_account_id(std::string(65, 'a')));
}

}  // namespace
}  // namespace ioc::storage::accounts_test
