// Signing in and setting passwords (app/sign_in.h).
#include "app/sign_in.h"

#include <gtest/gtest.h>

#include <future>

#include "model/limits.h"
#include "tests/app/people_kit.h"

namespace ioc::app::sign_in_test {
namespace {

using testing::kNow;
using Acts = std::vector<std::string>;

struct SignInTest : testing::PeopleKit {
  model::Instant now = kNow;
  int felt = 0;
  Passwords passwords;
  SignIn sign_in{*people, passwords, [this] { return now; }, [this] { ++felt; }};

  SignInTest() {
    add("an", {{model::Role::officer, "502", {}}}, hash_password("the right password"));
  }

  SignInOutcome begin(const std::string& account, const std::string& password,
                      const std::string& peer = "10.0.0.1") {
    std::promise<SignInOutcome> told;
    sign_in.begin({account, password, peer, "Firefox"},
                  [&](SignInOutcome outcome) { told.set_value(std::move(outcome)); });
    return told.get_future().get();
  }
  Refused refused(const std::string& account, const std::string& password) {
    const SignInOutcome outcome = begin(account, password);
    EXPECT_TRUE(std::holds_alternative<NotSignedIn>(outcome));
    return std::get<NotSignedIn>(outcome).why;
  }
  PasswordOutcome set(const std::string& link, const std::string& password) {
    std::promise<PasswordOutcome> told;
    sign_in.set_by_link(link, password, "10.0.0.1",
                        [&](PasswordOutcome outcome) { told.set_value(std::move(outcome)); });
    return told.get_future().get();
  }
};

TEST_F(SignInTest, TheRightPasswordBeginsASessionOfItsOwn) {
  const auto first = std::get<SignedIn>(begin(" An ", "the right password"));
  const auto second = std::get<SignedIn>(begin("an", "the right password"));
  EXPECT_NE(first.secret, second.secret);
  EXPECT_EQ(first.account.grants.front().unit, "502");
  EXPECT_EQ((*people->sessions.find(first.secret, now))->agent, "Firefox");
  EXPECT_EQ(acts(), (Acts{"an session.begin an", "an session.begin an"}));
}

TEST_F(SignInTest, EveryOtherTryIsRefusedAlikeAndNoted) {
  add("off", {}, hash_password("the right password"));
  ASSERT_TRUE(people->accounts.set_disabled("off", true).ok());
  add("fresh", {}, "");
  EXPECT_EQ(refused("an", "the wrong password"), Refused::wrong);
  EXPECT_EQ(refused("off", "the right password"), Refused::wrong);
  EXPECT_EQ(refused("fresh", ""), Refused::wrong);
  EXPECT_EQ(refused("nobody", "the right password"), Refused::wrong);
  EXPECT_EQ(refused("My Password In The Wrong Field", ""), Refused::wrong);
  EXPECT_EQ(acts(), (Acts{" session.refused an", " session.refused off", " session.refused fresh",
                          " session.refused nobody", " session.refused (no account's name)"}));
}

TEST_F(SignInTest, GuessingIsSlowedDownAndTheOwnerElsewhereIsNot) {
  for (int i = 0; i < model::kSignInFreeTries; ++i) refused("an", "the wrong password");
  const auto held = std::get<NotSignedIn>(begin("an", "the right password"));
  EXPECT_EQ(held.why, Refused::wait);
  EXPECT_EQ(held.wait_ms, model::kSignInDelayMinMs);
  EXPECT_TRUE(std::holds_alternative<SignedIn>(begin("an", "the right password", "172.16.0.1")));
  now.ms += model::kSignInDelayMinMs;
  EXPECT_TRUE(std::holds_alternative<SignedIn>(begin("an", "the right password")));
}

TEST_F(SignInTest, ALinkSetsAPasswordOnceAndEndsSessions) {
  const auto in = std::get<SignedIn>(begin("an", "the right password"));
  ASSERT_TRUE(people->links.make("link", "an", {now.ms + 1000}).ok());
  EXPECT_FALSE(set("link", "short").fault.empty());
  EXPECT_TRUE(set("link", "another good password").is_set) << "a refused one uses nothing up";
  EXPECT_FALSE(set("link", "yet another password").is_set);
  EXPECT_FALSE(*people->sessions.find(in.secret, now));
  EXPECT_GT(felt, 0);
  EXPECT_EQ(refused("an", "the right password"), Refused::wrong);
  EXPECT_TRUE(std::holds_alternative<SignedIn>(begin("an", "another good password")));
}

TEST_F(SignInTest, TheOldPasswordSetsANewOneAndEndsTheOtherSessions) {
  const auto here = std::get<SignedIn>(begin("an", "the right password"));
  const auto there = std::get<SignedIn>(begin("an", "the right password"));
  const storage::Session session = **people->sessions.find(here.secret, now);
  const auto change = [&](const std::string& old_password, const std::string& password) {
    std::promise<PasswordOutcome> told;
    sign_in.change(session, old_password, password, "10.0.0.1",
                   [&](PasswordOutcome outcome) { told.set_value(std::move(outcome)); });
    return told.get_future().get();
  };
  EXPECT_FALSE(change("the wrong password", "another good password").is_set);
  EXPECT_FALSE(change("the right password", "short").fault.empty());
  EXPECT_TRUE(change("the right password", "another good password").is_set);
  EXPECT_TRUE(*people->sessions.find(here.secret, now));
  EXPECT_FALSE(*people->sessions.find(there.secret, now));
}

KnownAttempt person(const std::string& subject, const std::string& account) {
  return {"https://sso", subject, account, "Nguyễn Văn An", "10.0.0.1", "Firefox"};
}

TEST_F(SignInTest, WhomTheProviderNamesIsBoundToTheAccountForGood) {
  const auto in = std::get<SignedIn>(sign_in.begin_known(person("1", "AN")));
  EXPECT_EQ(in.account.id, "an");
  const auto session = **people->sessions.find(in.secret, now);
  EXPECT_EQ(session.way, storage::kThroughOpenId);
  EXPECT_EQ(acts(), (Acts{"an identity.bind an", "an session.begin an"}));
  // The name was given to somebody else there; the person has another one now.
  EXPECT_EQ(std::get<NotSignedIn>(sign_in.begin_known(person("2", "an"))).why, Refused::nobody);
  EXPECT_EQ(std::get<SignedIn>(sign_in.begin_known(person("1", "an.cu"))).account.id, "an");
  ASSERT_TRUE(people->identities.drop("an").ok());
  EXPECT_EQ(std::get<SignedIn>(sign_in.begin_known(person("2", "an"))).account.id, "an");
}

TEST_F(SignInTest, WhoHasNoAccountHereIsRefusedOrMadeWithoutRights) {
  KnownAttempt attempt = person("1", "moi");
  EXPECT_EQ(std::get<NotSignedIn>(sign_in.begin_known(attempt)).why, Refused::nobody);
  EXPECT_EQ(acts(), (Acts{" session.refused moi"}));
  attempt.may_create = true;
  const auto in = std::get<SignedIn>(sign_in.begin_known(attempt));
  EXPECT_EQ(in.account.name, "Nguyễn Văn An");
  EXPECT_TRUE(account("moi").grants.empty());
  EXPECT_EQ(account("moi").password, "");
  EXPECT_EQ(refused("moi", ""), Refused::wrong);
  attempt = person("2", "no account's name");
  attempt.may_create = true;
  EXPECT_EQ(std::get<NotSignedIn>(sign_in.begin_known(attempt)).why, Refused::nobody);
}

TEST_F(SignInTest, ADisabledAccountStaysOutAndTriesAreSlowedDownAsWithPasswords) {
  ASSERT_TRUE(people->accounts.set_disabled("an", true).ok());
  for (int i = 0; i < model::kSignInFreeTries; ++i) {
    EXPECT_EQ(std::get<NotSignedIn>(sign_in.begin_known(person("1", "an"))).why, Refused::nobody);
  }
  EXPECT_EQ(std::get<NotSignedIn>(sign_in.begin_known(person("1", "an"))).why, Refused::wait);
  ASSERT_TRUE(people->accounts.set_disabled("an", false).ok());
  now.ms += model::kSignInDelayMinMs;
  EXPECT_TRUE(std::holds_alternative<SignedIn>(sign_in.begin_known(person("1", "an"))));
}

TEST_F(SignInTest, SigningOutEndsThatSession) {
  const auto in = std::get<SignedIn>(begin("an", "the right password"));
  ASSERT_TRUE(sign_in.end(**people->sessions.find(in.secret, now), "10.0.0.1").ok());
  EXPECT_FALSE(*people->sessions.find(in.secret, now));
  EXPECT_EQ(acts().back(), "an session.end an");
}

}  // namespace
}  // namespace ioc::app::sign_in_test
