// Who asks (app/who.h).
#include "app/who.h"

#include <gtest/gtest.h>

#include "model/limits.h"
#include "tests/app/people_kit.h"

namespace ioc::app::who_test {
namespace {

using testing::kNow;

struct WhoTest : testing::PeopleKit {
  model::Instant now = kNow;
  Who who{*people, false, [this] { return now; }};

  WhoTest() {
    add("an", {{model::Role::officer, "502", {}}});
    EXPECT_TRUE(people->sessions.begin("s", {0, "an", kNow, kNow, "", ""}).ok());
  }
  static serving::Request with(const std::string& cookie) {
    serving::Request request;
    request.cookie = cookie;
    return request;
  }
};

TEST_F(WhoTest, ACookieLeadsToItsAccountAmongOthers) {
  for (const char* cookie : {"sid=s", "a=b; sid=s", "a=b;sid=s; c=d"}) {
    EXPECT_EQ(who.viewer_of(with(cookie)).account, "an") << cookie;
  }
  for (const char* cookie : {"", "sid=", "sid=x", "xsid=s", "__Host-sid=s", "sid", "SID=s"}) {
    EXPECT_FALSE(who.viewer_of(with(cookie)).is_signed_in()) << cookie;
  }
  EXPECT_EQ(who.secret_of("sid=" + std::string(1000, 'x')), "");
  Who secure(*people, true, [this] { return now; });
  EXPECT_EQ(secure.viewer_of(with("__Host-sid=s")).account, "an");
  EXPECT_FALSE(secure.viewer_of(with("sid=s")).is_signed_in());
}

// A program asks with it; it reads, changes nothing, and is no session.
TEST_F(WhoTest, ATokenReadsInItsAccountsName) {
  ASSERT_TRUE(people->read_tokens.make("r", "an", {kNow.ms + model::kDayMs}).ok());
  serving::Request asked;
  asked.method = "GET";
  asked.authorization = "Bearer r";
  EXPECT_EQ(who.viewer_of(asked).account, "an");
  EXPECT_EQ(who.viewer_of(asked).grants.size(), 1U);
  EXPECT_FALSE(who.session_of(asked));
  asked.method = "POST";
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in());
  asked.method = "GET";
  asked.authorization = "Bearer s";
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in()) << "a session's secret is no token";
  for (const char* method : {"GET", "POST"}) {
    serving::Request cookie = with("sid=r");
    cookie.method = method;
    EXPECT_FALSE(who.viewer_of(cookie).is_signed_in()) << "and a token is no cookie";
  }
  asked.authorization = "Bearer x";
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in());
  asked.authorization = "Bearer r";
  now.ms += model::kDayMs;
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in()) << "too old";
  now = kNow;
  ASSERT_TRUE(people->accounts.set_disabled("an", true).ok());
  who.forget();
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in());
  ASSERT_TRUE(people->accounts.set_disabled("an", false).ok());
  EXPECT_TRUE(*people->read_tokens.drop("an"));
  EXPECT_FALSE(*people->read_tokens.drop("an"));
  who.forget();
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in());
}

TEST_F(WhoTest, WhatAnotherProcessChangesIsFeltWithinTwoSeconds) {
  serving::Request asked = with("sid=s");
  asked.viewer = who.viewer_of(asked);
  EXPECT_TRUE(who.still_holds(asked));
  ASSERT_TRUE(people->accounts.set_grants("an", {{model::Role::leader, "49", {}}}).ok());
  EXPECT_TRUE(who.still_holds(asked)) << "believed for a moment";
  now.ms += model::kViewerBelievedMs;
  EXPECT_FALSE(who.still_holds(asked));
  EXPECT_EQ(who.viewer_of(asked).grants.front().unit, "49");
  ASSERT_TRUE(people->sessions.end_all("an").ok());
  who.forget();
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in());
}

TEST_F(WhoTest, WatchingIsNotDoing) {
  serving::Request asked = with("sid=s");
  asked.viewer = who.viewer_of(asked);
  for (int i = 0; i < 40; ++i) {
    now.ms += model::kMinuteMs;
    (void)who.still_holds(asked);
  }
  EXPECT_FALSE(who.still_holds(asked)) << "nothing was done for half an hour";
}

TEST_F(WhoTest, AskingKeepsASessionAlive) {
  for (int i = 0; i < 40; ++i) {
    now.ms += model::kMinuteMs;
    ASSERT_TRUE(who.viewer_of(with("sid=s")).is_signed_in()) << i;
  }
}

TEST_F(WhoTest, ATokenLeadsToWhatMayBeSentWithIt) {
  ASSERT_TRUE(
      people->tokens.add("t", {{"tam-ky", "502", {"dossiers"}}, kNow, {kNow.ms + 5}, {}}).ok());
  EXPECT_EQ(who.token_of("t")->id, "tam-ky");
  EXPECT_FALSE(who.token_of("s")) << "a session is no token";
  EXPECT_FALSE(who.token_of(""));
  now.ms += 5;
  EXPECT_FALSE(who.token_of("t"));
}

TEST_F(WhoTest, AScreenSeesUntilItsTokenIsRevokedAndIsStillKnownThen) {
  storage::Token token{{"hall", "49", {}}, kNow, {kNow.ms + 100'000}, {}};
  token.kind = model::TokenKind::screen;
  ASSERT_TRUE(people->tokens.add("link", token).ok());
  ASSERT_TRUE(*people->tokens.open_screen("link", "c", kNow));
  serving::Request asked = with("a=b; screen=c");
  asked.viewer = who.viewer_of(asked);
  EXPECT_EQ(asked.viewer.account, "screen:hall");
  EXPECT_EQ(asked.viewer.grants, (std::vector<model::Grant>{{model::Role::screen, "49", {}}}));
  EXPECT_FALSE(who.session_of(asked)) << "nobody is signed in";
  EXPECT_FALSE(who.viewer_of(with("sid=c")).is_signed_in());
  EXPECT_FALSE(who.viewer_of(with("screen=s")).is_signed_in());
  EXPECT_EQ(who.viewer_of(with("sid=s; screen=c")).account, "an") << "a session goes first";
  ASSERT_TRUE(*people->tokens.revoke("hall", kNow));
  EXPECT_TRUE(who.still_holds(asked)) << "believed for a moment";
  now.ms += model::kViewerBelievedMs;
  EXPECT_FALSE(who.still_holds(asked));
  EXPECT_FALSE(who.viewer_of(asked).is_signed_in());
  ASSERT_TRUE(who.screen_of(asked));
  EXPECT_FALSE(who.screen_of(asked)->is_good);
  EXPECT_FALSE(who.screen_of(with("sid=s")));
}

}  // namespace
}  // namespace ioc::app::who_test
