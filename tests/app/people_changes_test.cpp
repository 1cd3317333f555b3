// What is changed of people, by whom, with whose approval (app/people_changes.h).
#include "app/people_changes.h"

#include <gtest/gtest.h>

#include "tests/app/people_kit.h"

namespace ioc::app::people_changes_test {
namespace {

using model::ErrorCode;
using model::Grant;
using model::Role;
using testing::kNow;
using Acts = std::vector<std::string>;

const std::vector<Grant> kAdministrator = {{Role::administrator, "49", {}}};
const std::vector<Grant> kOfficer = {{Role::officer, "502", {}}};

struct PeopleChangesTest : testing::PeopleKit {
  PeopleChanges by(const std::string& actor) {
    return {*people, plan, {actor, "10.0.0.1", false}, kNow};
  }
  PeopleChanges typed() { return {*people, plan, {"command line", "", true}, kNow}; }
};

TEST_F(PeopleChangesTest, TheCommandLineMakesAccountsWithGrantsAtOnce) {
  const auto added = typed().add({"an", "An", kOfficer});
  ASSERT_TRUE(added.ok());
  EXPECT_EQ(account("an").grants, kOfficer);
  EXPECT_EQ(account("an").password, "");
  EXPECT_EQ(*people->links.look(added->link.secret, kNow), "an");
  EXPECT_EQ(acts(), (Acts{"command line account.add an", "command line grants.set an"}));
}

TEST_F(PeopleChangesTest, ASecondAdministratorApprovesGrants) {
  add("first", kAdministrator);
  add("second", kAdministrator);
  add("an");
  const auto granting = by("first").grant("an", kOfficer);
  ASSERT_TRUE(granting.ok());
  EXPECT_EQ(*granting, Granting::waits);
  EXPECT_TRUE(account("an").grants.empty()) << "default is no";
  EXPECT_EQ(by("first").approve("an").error().code, ErrorCode::check_failed);
  EXPECT_TRUE(by("second").approve("an").ok());
  EXPECT_EQ(account("an").grants, kOfficer);
  EXPECT_FALSE(by("second").approve("an").ok()) << "nothing waits any more";
  EXPECT_EQ(acts(), (Acts{"first grants.ask an", "second grants.set an"}));
}

TEST_F(PeopleChangesTest, NobodyApprovesHisOwnGrantsAndARefusalLeavesThingsAsTheyWere) {
  add("first", kAdministrator);
  add("second", kAdministrator);
  ASSERT_EQ(*by("first").grant("second", {{Role::leader, "49", {}}}), Granting::waits);
  EXPECT_EQ(by("second").approve("second").error().code, ErrorCode::check_failed);
  EXPECT_TRUE(by("second").refuse("second").ok());
  EXPECT_EQ(account("second").grants, kAdministrator);
  EXPECT_TRUE(people->accounts.changes()->empty());
}

TEST_F(PeopleChangesTest, WithoutASecondAdministratorItIsDoneAndSaidSo) {
  add("first", kAdministrator);
  add("asleep", kAdministrator, "");
  add("an");
  EXPECT_EQ(*by("first").grant("an", kOfficer), Granting::only_one);
  EXPECT_EQ(account("an").grants, kOfficer);
  EXPECT_NE(people->audit.before(INT64_MAX, 1)->front().detail.find("no second"),
            std::string::npos);
}

TEST_F(PeopleChangesTest, AnAdministratorOfTheProviderIsASecondAndOneOfADistrictIsNone) {
  add("first", kAdministrator);
  add("district", {{Role::administrator, "502", {}}});
  add("an");
  PeopleChanges changes(*people, plan, {"first", "10.0.0.1", false}, kNow, "https://id.test");
  EXPECT_EQ(*changes.grant("an", kOfficer), Granting::only_one) << "nobody could approve it";
  add("second", kAdministrator, "");
  ASSERT_TRUE(people->identities.bind({"second", "https://id.test", "7"}, kNow).ok());
  EXPECT_EQ(*changes.grant("an", {}), Granting::waits);
  EXPECT_EQ(account("an").grants, kOfficer);
}

TEST_F(PeopleChangesTest, AdministratorsAreKeptOnTheCommandLineSoThatNoneBecomesTheOther) {
  add("first", kAdministrator);
  add("second", kAdministrator);
  for (const model::ErrorCode code :
       {by("first").reset("second").error().code, by("first").disable("second").error().code,
        by("first").enable("second").error().code}) {
    EXPECT_EQ(code, ErrorCode::check_failed);
  }
  EXPECT_TRUE(typed().reset("second").ok());
  EXPECT_TRUE(acts() == Acts{"command line account.reset second"});
}

TEST_F(PeopleChangesTest, ResetAndDisableEndSessionsAndLinks) {
  add("an");
  ASSERT_TRUE(people->sessions.begin("s", {0, "an", kNow, kNow, "", ""}).ok());
  const auto link = typed().reset("an");
  ASSERT_TRUE(link.ok());
  EXPECT_FALSE(*people->sessions.find("s", kNow));
  EXPECT_EQ(account("an").password, "");
  ASSERT_TRUE(typed().disable("an").ok());
  ASSERT_TRUE(typed().enable("an").ok());
  EXPECT_FALSE(*people->links.look(link->secret, kNow)) << "it does not come back";
}

TEST_F(PeopleChangesTest, AnImportHappensWholeOrNotAtAll) {
  add("binh");
  const auto failed = typed().import({{"an", "An", kOfficer}, {"binh", "B", {}}});
  ASSERT_FALSE(failed.ok());
  EXPECT_FALSE(*people->accounts.find("an"));
  EXPECT_TRUE(acts().empty());
  EXPECT_EQ(typed().import({{"an", "An", kOfficer}, {"chi", "C", {}}})->size(), 2u);
}

TEST_F(PeopleChangesTest, WhatTheCatalogueDoesNotHaveIsRefusedWithTheNearestName) {
  add("an");
  const std::vector<std::pair<Grant, std::string>> wrong = {
      {{Role::officer, "503", {}}, "502"}, {{Role::officer, "502", {"dossier"}}, "dossiers"}};
  for (const auto& [grant, word] : wrong) {
    const auto refused = typed().grant("an", {grant});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::usage);
    EXPECT_NE(refused.error().text.find(word), std::string::npos) << refused.error().text;
  }
  EXPECT_FALSE(typed().add({"A N", "An", {}}).ok());
  EXPECT_FALSE(typed().add({"bo", "", {}}).ok());
  EXPECT_FALSE(typed().add_token({"t", "502", {}}, {kNow.ms + 1}).ok());
  EXPECT_FALSE(typed().add_token({"t", "502", {"dossiers"}}, kNow).ok());
  EXPECT_FALSE(typed().add_token({"t", "x", {"dossiers"}}, {kNow.ms + 1}).ok());
}

TEST_F(PeopleChangesTest, TokensAreMadeAndRevokedWithTheirRecords) {
  const auto secret = typed().add_token({"t", "502", {"dossiers"}}, {kNow.ms + 1});
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ((*people->tokens.find(*secret, kNow))->unit, "502");
  EXPECT_TRUE(typed().revoke_token("t").ok());
  EXPECT_FALSE(typed().revoke_token("t").ok());
  EXPECT_EQ(acts(), (Acts{"command line token.add t", "command line token.revoke t"}));
}

TEST_F(PeopleChangesTest, AScreenIsOpenedOnceWithItsRecord) {
  const auto link =
      typed().add_token({"hall", "49", {}}, {kNow.ms + 1'000}, model::TokenKind::screen);
  ASSERT_TRUE(link.ok()) << "without streams: all that do not stand apart";
  const auto cookie = typed().open_screen(*link);
  ASSERT_TRUE(cookie.ok() && *cookie);
  EXPECT_NE(**cookie, *link);
  EXPECT_TRUE((*people->tokens.screen(**cookie, kNow))->is_good);
  const auto again = typed().open_screen(*link);
  EXPECT_TRUE(again.ok() && !*again);
  EXPECT_EQ(acts(), (Acts{"command line token.add hall", "command line screen.open hall"}));
}

}  // namespace
}  // namespace ioc::app::people_changes_test
