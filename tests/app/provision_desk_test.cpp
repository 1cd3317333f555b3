// Scores asked of the engine and of reports, once for many (app/provision_desk.h).
#include "app/provision_desk.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "tests/processing/report_kit.h"

namespace ioc::app::provision_desk_test {
namespace {

using model::Instant;
using model::ProvisionState;
using model::Result;

struct ProvisionDeskTest : ::testing::Test {
  ProvisionDeskTest() {
    model::ProvisionPlan& daily = plan.provisions.emplace_back();
    daily.id = "daily";
    daily.indicator = 0;
    daily.every = "month";
    daily.since = *model::parse_day("2020-09-01");
    daily.due = {1, true};
    daily.units = {1};
    model::ProvisionPlan& form = plan.provisions.emplace_back();
    form.id = "form";
    form.report = "r";
    form.every = "month";
    form.units = {1};
  }
  Result<model::ProvisionScore> ask(ProvisionDesk& desk, std::optional<Instant> as_of = {}) {
    std::promise<Result<model::ProvisionScore>> promise;
    desk.ask(as_of,
             [&](Result<model::ProvisionScore> score) { promise.set_value(std::move(score)); });
    return promise.get_future().get();
  }
  // Two pages, so that a desk that reads only the first finds nothing.
  void figures(const model::FigureQuery& query, const model::FigureAnswer& answer) {
    ++asked;
    asked_as_of = query.as_of;
    if (fault) return answer(*fault);
    model::FigurePage page;
    if (query.cursor.empty()) {
      page.next = "more";
    } else {
      page.items = {processing::kit::figure("a.count", "502", "3", "2020-10-01T00:00:00+07:00")};
    }
    answer(page);
  }

  model::Plan plan = processing::kit::report_plan();
  std::atomic<int> asked{0};
  std::optional<Instant> asked_as_of;
  std::optional<model::Error> fault;
  Instant now = *model::parse_rfc3339("2020-10-09T08:00:00+07:00");
  const model::AskFigures engine = [this](const model::FigureQuery& query,
                                          const model::FigureAnswer& answer) {
    figures(query, answer);
  };
  const ProvisionDesk::AskSlots slots = [](const auto& query, const auto& answer) {
    model::ReportSlot slot;
    slot.summary.name = {query.report, "502", "2020-09"};
    slot.due = "2020-10-03T00:00:00+07:00";
    answer(std::vector<model::ReportSlot>{slot});
  };
};

TEST_F(ProvisionDeskTest, JudgesFiguresOfAllPagesAndSlots) {
  ProvisionDesk desk(plan, engine, slots, [this] { return now; });
  desk.start();
  const auto score = ask(desk);
  ASSERT_TRUE(score.ok()) << score.error().message();
  ASSERT_EQ(score->standings.size(), 2U);
  EXPECT_EQ(score->standings[0].state, ProvisionState::provided);
  EXPECT_EQ(score->standings[1].state, ProvisionState::late);
  EXPECT_EQ(score->as_of, now);
}

TEST_F(ProvisionDeskTest, ManyWhoLookCostOneQuestion) {
  ProvisionDesk desk(plan, engine, slots, [this] { return now; });
  desk.start();
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(ask(desk).ok());
  EXPECT_EQ(asked, 2);
  now.ms += 10'000;
  EXPECT_TRUE(ask(desk).ok());
  EXPECT_EQ(asked, 4);
}

TEST_F(ProvisionDeskTest, AsOfAnEarlierInstantFiguresAreAskedAsOfItAndReportsAreLeftOut) {
  ProvisionDesk desk(plan, engine, slots, [this] { return now; });
  desk.start();
  const Instant then = *model::parse_rfc3339("2020-09-20T08:00:00+07:00");
  const auto score = ask(desk, then);
  ASSERT_TRUE(score.ok());
  EXPECT_EQ(asked_as_of, then);
  ASSERT_EQ(score->standings.size(), 1U);
  EXPECT_EQ(score->standings[0].state, ProvisionState::none) << "nothing was due by then";
}

TEST_F(ProvisionDeskTest, AnErrorIsToldAndNotKept) {
  ProvisionDesk desk(plan, engine, slots, [this] { return now; });
  fault = model::Error{model::ErrorCode::unavailable, "away", {}};
  desk.start();
  EXPECT_EQ(ask(desk).error().text, "away");
  fault.reset();
  EXPECT_TRUE(ask(desk).ok());
  desk.stop();
  EXPECT_FALSE(ask(desk).ok()) << "answered at the end too";
}

}  // namespace
}  // namespace ioc::app::provision_desk_test
