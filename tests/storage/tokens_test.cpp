// Tokens (storage/tokens.h).
#include "storage/tokens.h"

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

}  // namespace
}  // namespace ioc::storage::tokens_test
