// The database of people (storage/people.h).
#include "storage/people.h"

#include <sys/stat.h>

#include "tests/storage/people_fixture.h"

namespace ioc::storage::people_test {
namespace {

struct PeopleTest : PeopleFixture {};

TEST_F(PeopleTest, AChangeAndItsRecordHappenTogetherOrNotAtAll) {
  add("an");
  const AuditRecord record{0, kNow, "b", "account.disable", "an", "", "", "", ""};
  EXPECT_FALSE(people
                   ->change(record,
                            [&]() -> model::Status {
                              EXPECT_TRUE(people->accounts.set_disabled("an", true).ok());
                              return model::Error{model::ErrorCode::io, "x", ""};
                            })
                   .ok());
  EXPECT_FALSE((*people->accounts.find("an"))->is_disabled);
  EXPECT_EQ(people->audit.head()->count, 0);
  EXPECT_TRUE(
      people->change(record, [&] { return people->accounts.set_disabled("an", true); }).ok());
  EXPECT_TRUE((*people->accounts.find("an"))->is_disabled);
  EXPECT_EQ(people->audit.head()->count, 1);
}

TEST_F(PeopleTest, TwoWorkOnItAtOnce) {
  auto other = People::open(folder);
  ASSERT_TRUE(other.ok());
  add("an");
  EXPECT_TRUE((*other)->accounts.find("an")->has_value());
  ASSERT_TRUE((*other)->accounts.set_disabled("an", true).ok());
  EXPECT_TRUE((*people->accounts.find("an"))->is_disabled);
}

TEST_F(PeopleTest, WhoLooksSeesWhatIsThereAndMakesNothing) {
  add("an");
  auto looking = People::open_to_read(folder);
  ASSERT_TRUE(looking.ok()) << looking.error().message();
  EXPECT_TRUE((*looking)->accounts.find("an")->has_value());
  EXPECT_FALSE((*looking)->accounts.set_disabled("an", true).ok());
  const std::string nowhere = folder + "/nowhere";
  const auto none = People::open_to_read(nowhere);
  ASSERT_TRUE(none.ok()) << none.error().message();
  EXPECT_EQ(*none, nullptr);
  EXPECT_FALSE(std::filesystem::exists(nowhere));
}

TEST_F(PeopleTest, OnlyItsOwnerReadsTheFile) {
  struct stat seen {};
  ASSERT_EQ(stat((folder + "/people.db").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0077, 0u);
}

}  // namespace
}  // namespace ioc::storage::people_test
