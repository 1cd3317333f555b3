// Sessions and one-time links (storage/sessions.h).
#include "storage/sessions.h"

#include <fstream>
#include <iterator>

#include "tests/storage/people_fixture.h"

namespace ioc::storage::sessions_test {
namespace {

struct SessionsTest : PeopleFixture {
  SessionsTest() { add("an"); }
  void begin(const std::string& secret, const std::string& account = "an",
             model::Instant at = kNow) {
    ASSERT_TRUE(people->sessions.begin(secret, {0, account, at, at, "10.0.0.1", "Firefox"}).ok());
  }
  bool holds(const std::string& secret, model::Instant at) {
    return people->sessions.find(secret, at)->has_value();
  }
};

TEST_F(SessionsTest, OneEndsWhenNothingIsDoneAndWhenItsTimeIsUp) {
  begin("s");
  EXPECT_TRUE(holds("s", after(model::kSessionIdleMs - 1)));
  EXPECT_FALSE(holds("s", after(model::kSessionIdleMs)));
  // Used every 20 minutes it lasts, but no longer than its time.
  model::Instant at = kNow;
  while (at.ms - kNow.ms + 20 * model::kMinuteMs < model::kSessionMs) {
    at.ms += 20 * model::kMinuteMs;
    const auto session = people->sessions.find("s", at);
    ASSERT_TRUE(session.ok() && *session) << at.ms - kNow.ms;
    ASSERT_TRUE(people->sessions.touch(**session, at).ok());
  }
  EXPECT_TRUE(holds("s", after(model::kSessionMs - 1)));
  EXPECT_FALSE(holds("s", after(model::kSessionMs)));
}

TEST_F(SessionsTest, OnlyItsOwnerEndsItAndTheOldestOfManyEnds) {
  add("binh");
  begin("s");
  begin("t", "binh");
  const std::int64_t id = (*people->sessions.find("s", kNow))->id;
  EXPECT_FALSE(*people->sessions.end("binh", id));
  EXPECT_TRUE(holds("s", kNow));
  EXPECT_TRUE(*people->sessions.end("an", id));
  EXPECT_FALSE(holds("s", kNow));
  for (std::size_t i = 0; i <= model::kSessionsMax; ++i) begin("n" + std::to_string(i));
  EXPECT_FALSE(holds("n0", kNow));
  EXPECT_TRUE(holds("n1", kNow));
  EXPECT_TRUE(holds("t", kNow)) << "another's stay";
  EXPECT_EQ(people->sessions.of("an", kNow)->size(), model::kSessionsMax);
  EXPECT_EQ(people->sessions.of("", kNow)->size(), model::kSessionsMax + 1);
}

TEST_F(SessionsTest, NoneOfADisabledAccountHolds) {
  begin("s");
  ASSERT_TRUE(people->accounts.set_disabled("an", true).ok());
  EXPECT_FALSE(holds("s", kNow));
}

TEST_F(SessionsTest, AllButOneCanBeEnded) {
  begin("s");
  begin("t");
  ASSERT_TRUE(people->sessions.end_all("an", (*people->sessions.find("t", kNow))->id).ok());
  EXPECT_FALSE(holds("s", kNow));
  EXPECT_TRUE(holds("t", kNow));
}

TEST_F(SessionsTest, ALinkIsGoodOnceAndForAWhile) {
  ASSERT_TRUE(people->links.make("old", "an", after(1'000)).ok());
  ASSERT_TRUE(people->links.make("new", "an", after(1'000)).ok());
  EXPECT_FALSE(*people->links.look("old", kNow)) << "only the newest";
  EXPECT_FALSE(*people->links.take("new", after(1'000))) << "too old";
  EXPECT_EQ(*people->links.look("new", kNow), "an");
  EXPECT_EQ(*people->links.take("new", kNow), "an");
  EXPECT_FALSE(*people->links.take("new", kNow));
  ASSERT_TRUE(people->links.make("more", "an", after(1'000)).ok());
  ASSERT_TRUE(people->accounts.set_disabled("an", true).ok());
  EXPECT_FALSE(*people->links.look("more", kNow));
}

TEST_F(SessionsTest, TheFileHoldsNoSecret) {
  begin("a-secret-of-a-session");
  ASSERT_TRUE(people->links.make("a-secret-of-a-link", "an", after(1'000)).ok());
  model::TokenScope scope{"tam-ky", "502", {"dossiers"}};
  ASSERT_TRUE(people->tokens.add("a-secret-of-a-token", {scope, kNow, after(1'000), {}}).ok());
  std::string bytes;
  for (const char* name : {"/people.db", "/people.db-wal"}) {
    std::ifstream file(folder + name, std::ios::binary);
    bytes.append(std::istreambuf_iterator<char>(file), {});
  }
  EXPECT_NE(bytes.find("Firefox"), std::string::npos);
  EXPECT_EQ(bytes.find("a-secret-of"), std::string::npos);
}

}  // namespace
}  // namespace ioc::storage::sessions_test
