// Who asks for figures as of an earlier instant, who waits and who is sent away; the log is empty.
#include "app/as_of.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "model/limits.h"

namespace ioc::app::as_of_test {
namespace {

using model::ErrorCode;
using model::FigurePage;
using model::Instant;
using model::Result;
using Pending = std::future<Result<FigurePage>>;

constexpr Instant kNewest{1'602'755'998'120};

struct AsOfTest : ::testing::Test {
  // Questions of where the engine stands stay here until a test answers them.
  AsOfTest() : desk(plan, {}, [this](CommittedAnswer answer) { asked.push_back(answer); }) {
    desk.keep_below(1 << 20);
    desk.start();
  }

  Pending ask(Instant as_of) {
    auto told = std::make_shared<std::promise<Result<FigurePage>>>();
    model::FigureQuery query;
    query.as_of = as_of;
    desk.ask(query, [told](Result<FigurePage> page) { told->set_value(std::move(page)); });
    return told->get_future();
  }
  void answer_engine(Result<CommittedUpTo> up_to) {
    ASSERT_FALSE(asked.empty());
    asked.back()(std::move(up_to));
  }
  static ErrorCode code_of(Pending pending) { return pending.get().error().code; }

  const model::Plan plan;
  std::vector<CommittedAnswer> asked;
  AsOf desk;
};

TEST_F(AsOfTest, AllWhoAskForOneInstantAreAnsweredByOneReading) {
  Pending first = ask(kNewest);
  Pending second = ask(kNewest);
  EXPECT_TRUE(desk.progress());
  answer_engine(CommittedUpTo{{}, kNewest});
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
  EXPECT_TRUE(ask(kNewest).get().ok());  // frozen
  EXPECT_EQ(asked.size(), 1u);
  EXPECT_FALSE(desk.progress());
}

TEST_F(AsOfTest, TargetsOfAnInstantComeOfTheSameReading) {
  Pending figures = ask(kNewest);
  auto told = std::make_shared<std::promise<bool>>();
  desk.ask_targets(kNewest, [told](const auto& standings) { told->set_value(standings.ok()); });
  answer_engine(CommittedUpTo{{}, kNewest});
  EXPECT_TRUE(figures.get().ok());
  EXPECT_TRUE(told->get_future().get());
  EXPECT_EQ(asked.size(), 1u);
  auto refused = std::make_shared<std::promise<bool>>();
  desk.ask_targets(Instant{kNewest.ms + 1},
                   [refused](const auto& standings) { refused->set_value(standings.ok()); });
  answer_engine(CommittedUpTo{{}, kNewest});
  EXPECT_FALSE(refused->get_future().get()) << "later than the newest";
}

TEST_F(AsOfTest, WhileOneIsComputedAnotherIsSentAway) {
  Pending first = ask(kNewest);
  const auto sent_away = ask(Instant{kNewest.ms - 1}).get();
  EXPECT_EQ(sent_away.error().code, ErrorCode::unavailable);
  EXPECT_NE(sent_away.error().text.find("2020-10-15"), std::string::npos) << "what is computed";
  answer_engine(CommittedUpTo{{}, kNewest});
  EXPECT_TRUE(first.get().ok());
  Pending other = ask(Instant{kNewest.ms - 1});
  answer_engine(CommittedUpTo{{}, kNewest});
  EXPECT_TRUE(other.get().ok());
}

TEST_F(AsOfTest, LaterThanTheNewestIsAFaultOfTheQuestionUntilItIsNot) {
  Pending later = ask(Instant{kNewest.ms + 1});
  answer_engine(CommittedUpTo{{}, kNewest});
  const auto refused = later.get();
  EXPECT_EQ(refused.error().code, ErrorCode::usage);
  EXPECT_EQ(refused.error().subject, "as_of");
  EXPECT_NE(refused.error().text.find("2020-10-15T"), std::string::npos);
  Pending again = ask(Instant{kNewest.ms + 1});
  answer_engine(CommittedUpTo{{}, Instant{kNewest.ms + 1}});
  EXPECT_TRUE(again.get().ok());
}

TEST_F(AsOfTest, AnEngineThatFailedIsNotWaitedFor) {
  Pending asked_for = ask(kNewest);
  answer_engine(model::Error{ErrorCode::io, "the disk is full", "state"});
  EXPECT_EQ(code_of(std::move(asked_for)), ErrorCode::io);
}

TEST_F(AsOfTest, QuestionsBeyondTheBoundAreSentAwayAndTheRestIsAnsweredAtTheEnd) {
  std::vector<Pending> waiting;
  for (std::size_t i = 0; i < model::kAsOfQuestionsMax; ++i) waiting.push_back(ask(kNewest));
  EXPECT_EQ(code_of(ask(kNewest)), ErrorCode::unavailable);
  desk.stop();
  for (Pending& pending : waiting) {
    EXPECT_EQ(code_of(std::move(pending)), ErrorCode::unavailable);
  }
  EXPECT_EQ(code_of(ask(kNewest)), ErrorCode::unavailable);
  answer_engine(CommittedUpTo{{}, kNewest});  // too late: nobody is there
}

}  // namespace
}  // namespace ioc::app::as_of_test
