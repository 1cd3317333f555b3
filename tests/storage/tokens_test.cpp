// Tokens (storage/tokens.h).
#include "storage/tokens.h"

#include "model/limits.h"
#include "tests/storage/people_fixture.h"

namespace ioc::storage::tokens_test {
namespace {

struct TokensTest : PeopleFixture {
  Token token{{"tam-ky", "502", {"dossiers", "reports"}}, kNow, after(1'000), {}};
};

TEST_F(TokensTest, ATokenIsGoodUntilItIsTooOldOrRevoked) {
  ASSERT_TRUE(people->tokens.add("s", token).ok());
  const auto found = people->tokens.find("s", kNow);
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_EQ((*found)->id, "tam-ky");
  EXPECT_EQ((*found)->unit, "502");
  EXPECT_EQ((*found)->streams, token.scope.streams);
  EXPECT_FALSE(*people->tokens.find("x", kNow));
  EXPECT_FALSE(*people->tokens.find("s", after(1'000)));
  EXPECT_TRUE(*people->tokens.revoke("tam-ky", after(5)));
  EXPECT_FALSE(*people->tokens.find("s", kNow));
  EXPECT_FALSE(*people->tokens.revoke("tam-ky", after(6)));
  EXPECT_EQ(people->tokens.all()->front().revoked, after(5));
}

TEST_F(TokensTest, NamesAreNotGivenTwiceSoThatLogsStayClear) {
  ASSERT_TRUE(people->tokens.add("s", token).ok());
  ASSERT_TRUE(*people->tokens.revoke("tam-ky", kNow));
  EXPECT_EQ(people->tokens.add("t", token).error().code, model::ErrorCode::usage);
}

TEST_F(TokensTest, AScreensLinkIsGoodOnceAndLeavesItsCookie) {
  Token screen = token;
  screen.kind = model::TokenKind::screen;
  screen.scope.streams = {};
  ASSERT_TRUE(people->tokens.add("link", screen).ok());
  EXPECT_FALSE(*people->tokens.find("link", kNow)) << "no events are sent with it";
  EXPECT_FALSE(*people->tokens.screen("link", kNow)) << "nor is anything seen with it";
  EXPECT_FALSE(*people->tokens.open_screen("other", "c", kNow));
  const auto opened = people->tokens.open_screen("link", "cookie", after(3));
  ASSERT_TRUE(opened.ok() && *opened);
  EXPECT_EQ((*opened)->unit, "502");
  EXPECT_FALSE(*people->tokens.open_screen("link", "again", after(4)));
  EXPECT_FALSE(*people->tokens.open_screen("cookie", "again", after(4)));
  EXPECT_FALSE(*people->tokens.find("cookie", after(4)));
  EXPECT_TRUE((*people->tokens.screen("cookie", after(4)))->is_good);
  EXPECT_EQ(people->tokens.all()->front().opened, after(3));
  EXPECT_FALSE((*people->tokens.screen("cookie", after(1'000)))->is_good) << "too old";
  EXPECT_TRUE(*people->tokens.revoke("tam-ky", after(5)));
  const auto over = people->tokens.screen("cookie", after(6));
  ASSERT_TRUE(over.ok() && *over) << "it is still known what it was";
  EXPECT_FALSE((*over)->is_good);
}

TEST_F(TokensTest, ALinkThatIsRevokedOrTooOldOpensNothing) {
  Token screen = token;
  screen.kind = model::TokenKind::screen;
  screen.expires = {kNow.ms + 2 * model::kLinkMs};
  ASSERT_TRUE(people->tokens.add("link", screen).ok());
  EXPECT_FALSE(*people->tokens.open_screen("link", "c", {kNow.ms + model::kLinkMs}));
  screen.scope.id = "hall";
  ASSERT_TRUE(people->tokens.add("second", screen).ok());
  EXPECT_TRUE(*people->tokens.revoke("hall", kNow));
  EXPECT_FALSE(*people->tokens.open_screen("second", "c", kNow));
  ASSERT_TRUE(people->tokens.add("events", token).ok() == false) << "its name was given before";
}

}  // namespace
}  // namespace ioc::storage::tokens_test
