// Conclusions and their events (storage/conclusions.h).
#include "storage/conclusions.h"

#include "tests/storage/people_fixture.h"

namespace ioc::storage::conclusions_test {
namespace {

using model::Conclusion;
using model::ConclusionState;

struct ConclusionsTest : PeopleFixture {
  std::unique_ptr<Conclusions> conclusions;

  ConclusionsTest() { open_again(); }
  void open_again() {
    conclusions.reset();
    people.reset();
    open();
    auto opened = Conclusions::open(people->database());
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    conclusions = *std::move(opened);
  }
  static Conclusion conclusion(const std::string& id) {
    Conclusion made;
    made.id = id;
    made.task = "Xử lý hồ sơ quá hạn";
    made.owner = "502";
    made.due = 18'600;
    made.figure = model::ConclusionFigure{"dossiers.overdue", "now", "502", kNow};
    made.noted_by = "chu.tich";
    made.noted_by_name = "Chủ tịch";
    made.noted = kNow;
    return made;
  }
  static Conclusion closed(const std::string& id, ConclusionState state) {
    Conclusion made = conclusion(id);
    made.state = state;
    made.closed_by = "chu.tich";
    made.closed_by_name = "Chủ tịch";
    made.closed = after(5);
    return made;
  }
  std::vector<std::string> waiting() {
    std::vector<std::string> texts;
    const auto events = conclusions->waiting(0, 10);
    for (const WaitingEvent& event : *events) texts.push_back(event.text);
    return texts;
  }
  bool refuses(const std::string& sql) { return !people->database().run(sql).ok(); }
};

TEST_F(ConclusionsTest, WhatIsNotedIsThereAfterANewStartWithItsEvent) {
  ASSERT_EQ(*conclusions->add(conclusion("KL-1"), "", "noted 1"), "KL-1");
  open_again();
  const auto all = conclusions->all();
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 1u);
  const Conclusion& kept = all->front();
  EXPECT_EQ(kept.task, "Xử lý hồ sơ quá hạn");
  EXPECT_EQ(kept.owner, "502");
  EXPECT_EQ(kept.due, 18'600);
  ASSERT_TRUE(kept.figure);
  EXPECT_EQ(kept.figure->indicator, "dossiers.overdue");
  EXPECT_EQ(kept.figure->window, "now");
  EXPECT_EQ(kept.figure->unit, "502");
  EXPECT_EQ(kept.figure->as_of, kNow);
  EXPECT_EQ(kept.noted_by_name, "Chủ tịch");
  EXPECT_EQ(kept.state, ConclusionState::open);
  EXPECT_EQ(waiting(), std::vector<std::string>{"noted 1"});
}

TEST_F(ConclusionsTest, AConclusionWithoutFigureHasNone) {
  Conclusion bare = conclusion("KL-1");
  bare.figure.reset();
  ASSERT_TRUE(conclusions->add(bare, "", "x").ok());
  EXPECT_FALSE((*conclusions->find("KL-1"))->figure);
}

TEST_F(ConclusionsTest, AFormSentTwiceNotesOnce) {
  EXPECT_EQ(*conclusions->add(conclusion("KL-1"), "form", "noted 1"), "KL-1");
  EXPECT_EQ(*conclusions->add(conclusion("KL-2"), "form", "noted 2"), "KL-1");
  EXPECT_EQ(conclusions->all()->size(), 1u);
  EXPECT_EQ(waiting().size(), 1u);
  EXPECT_EQ(*conclusions->add(conclusion("KL-3"), "", "noted 3"), "KL-3");
  EXPECT_EQ(*conclusions->add(conclusion("KL-4"), "", "noted 4"), "KL-4") << "no key is nobody's";
}

TEST_F(ConclusionsTest, ItIsClosedOnceAndEachWayIsAnEvent) {
  ASSERT_TRUE(conclusions->add(conclusion("KL-1"), "", "noted").ok());
  EXPECT_TRUE(*conclusions->close(closed("KL-1", ConclusionState::done), "done"));
  EXPECT_FALSE(*conclusions->close(closed("KL-1", ConclusionState::withdrawn), "withdrawn"));
  EXPECT_FALSE(*conclusions->close(closed("KL-9", ConclusionState::done), "never"));
  const auto kept = *conclusions->find("KL-1");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->state, ConclusionState::done);
  EXPECT_EQ(kept->closed, after(5));
  EXPECT_EQ(kept->closed_by, "chu.tich");
  EXPECT_EQ(waiting(), (std::vector<std::string>{"noted", "done"}));
  EXPECT_FALSE(*conclusions->find("KL-9"));
}

TEST_F(ConclusionsTest, AnEventWaitsUntilItIsAcknowledged) {
  ASSERT_TRUE(conclusions->add(conclusion("KL-1"), "", "one").ok());
  ASSERT_TRUE(conclusions->add(conclusion("KL-2"), "", "two").ok());
  const auto events = *conclusions->waiting(0, 10);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(conclusions->waiting(0, 1)->size(), 1u);
  EXPECT_EQ(conclusions->waiting(events[0].number, 10)->front().text, "two");
  ASSERT_TRUE(conclusions->acknowledge(events[0].number, kNow).ok());
  open_again();
  EXPECT_EQ(waiting(), std::vector<std::string>{"two"});
  EXPECT_EQ(*conclusions->waiting_count(), 1);
}

TEST_F(ConclusionsTest, WhenTheTransactionAroundItFailsNeitherIsThere) {
  const auto failed = people->database().in_transaction([&]() -> model::Status {
    EXPECT_TRUE(conclusions->add(conclusion("KL-1"), "", "noted").ok());
    return model::Error{model::ErrorCode::io, "the audit log is full", {}};
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_TRUE(conclusions->all()->empty());
  EXPECT_TRUE(waiting().empty());
}

TEST_F(ConclusionsTest, TheDatabaseItselfKeepsWhatWasConcluded) {
  ASSERT_TRUE(conclusions->add(conclusion("KL-1"), "", "noted").ok());
  ASSERT_TRUE(*conclusions->close(closed("KL-1", ConclusionState::done), "done"));
  EXPECT_TRUE(refuses("DELETE FROM conclusion"));
  EXPECT_TRUE(refuses("DELETE FROM conclusion_event"));
  EXPECT_TRUE(refuses("UPDATE conclusion SET state = 0"));
}

}  // namespace
}  // namespace ioc::storage::conclusions_test
