// Answers to alerts in the database of people (storage/alert_answers.h).
#include "storage/alert_answers.h"

#include "tests/storage/people_fixture.h"

namespace ioc::storage::alert_answers_test {
namespace {

struct AlertAnswersTest : PeopleFixture {
  static model::AlertAnswer answer(std::int64_t fired_ms, const char* note) {
    return {"late",
            "502",
            model::Instant{fired_ms},
            model::AlertAct::acknowledged,
            kNow,
            "an",
            "An",
            "binh",
            "Bình",
            "49",
            note};
  }
};

TEST_F(AlertAnswersTest, WhatWasDoneIsReadBackInItsOrderAfterAnotherStart) {
  for (const auto& each : {answer(5, "một"), answer(9, "hai"), answer(5, "ba")}) {
    ASSERT_TRUE(people->alert_answers.add(each).ok());
  }
  people.reset();
  open();
  EXPECT_EQ(*people->alert_answers.since(model::Instant{5}),
            (std::vector{answer(5, "một"), answer(9, "hai"), answer(5, "ba")}));
  EXPECT_EQ(*people->alert_answers.since(model::Instant{6}), std::vector{answer(9, "hai")});
}

TEST_F(AlertAnswersTest, WhatWasWrittenStays) {
  ASSERT_TRUE(people->alert_answers.add(answer(5, "một")).ok());
  EXPECT_FALSE(people->database().run("UPDATE alert_answer SET note = ''").ok());
}

TEST_F(AlertAnswersTest, AnActAndItsRecordAreKeptTogetherOrNotAtAll) {
  AuditRecord record;
  record.act = "alert.acknowledged";
  const auto failed = people->change(record, [&]() -> model::Status {
    if (auto added = people->alert_answers.add(answer(5, "một")); !added.ok()) return added;
    return model::Error{model::ErrorCode::io, "the disk is full", {}};
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_TRUE(people->alert_answers.since(model::Instant{0})->empty());
  EXPECT_EQ(people->audit.head()->count, 0);
}

}  // namespace
}  // namespace ioc::storage::alert_answers_test
