// Questions that cannot be answered, and how they are refused. What is answered stands in
// engine_property_test.cpp.
#include <gtest/gtest.h>

#include "processing/engine.h"
#include "tests/processing/plan_builder.h"

namespace ioc::testing::figure_query_test {
namespace {

// A question that restricts one member.
template <class Member, class Value>
model::FigureQuery asking(Member model::FigureQuery::*member, Value value) {
  model::FigureQuery query;
  query.*member = std::move(value);
  return query;
}

class FigureQueryTest : public ::testing::Test {
 protected:
  FigureQueryTest() {
    std::vector<model::Unit> units(2);
    units[0].code = "49";
    units[1].code = "502";
    units[1].parent = 0;
    PlanBuilder builder(model::Zone(), units);
    builder.add_stream(1000, 0, false);
    IndicatorSpec spec;
    spec.by = {kUnit};
    spec.windows = {tumbling(1000)};
    spec.id = "open";
    builder.add(spec);
    spec.id = "secret";
    spec.is_public = false;
    spec.windows = {tumbling(5000)};
    builder.add(spec);
    plan_ = builder.build();
    engine_ = std::make_unique<processing::Engine>(plan_, processing::EngineSettings{});
    engine_->add_partition(0, {plan_.streams[0].topic, 0}, 0, {});
    processing::PartitionFold fold(plan_, 0, {});
    std::vector<Event> events(10);
    for (std::size_t i = 0; i < events.size(); ++i) {
      events[i].time_ms = 1'600'000'000'000 + static_cast<std::int64_t>(i) * 1000;
      events[i].unit = 1;
    }
    std::vector<model::Refusal> refused;
    fold.fold(batch_of(events), {}, refused);
    engine_->begin(1);
    engine_->apply(0, fold.take());
    engine_->close({});
  }

  bool is_usage_error(const model::FigureQuery& query) {
    const auto page = engine_->figures(query);
    return !page.ok() && page.error().code == model::ErrorCode::usage;
  }
  std::size_t count(const model::FigureQuery& query) {
    return engine_->figures(query)->items.size();
  }

  model::Plan plan_;
  std::unique_ptr<processing::Engine> engine_;
};

TEST_F(FigureQueryTest, UnknownNamesAreRefused) {
  EXPECT_TRUE(is_usage_error(asking(&model::FigureQuery::indicator, "x")));
  EXPECT_TRUE(is_usage_error(asking(&model::FigureQuery::window, "day")));
  EXPECT_TRUE(is_usage_error(asking(&model::FigureQuery::unit, "777")));
  EXPECT_EQ(count(asking(&model::FigureQuery::level, "none")), 0u);
}

TEST_F(FigureQueryTest, WhatIsNotPublicIsUnknownToThePublic) {
  EXPECT_EQ(count({}), 20u);
  EXPECT_EQ(count(asking(&model::FigureQuery::public_only, false)), 24u);
  EXPECT_TRUE(is_usage_error(asking(&model::FigureQuery::indicator, "secret")));
  EXPECT_TRUE(is_usage_error(asking(&model::FigureQuery::window, "tumbling 5000")));
  model::FigureQuery secret = asking(&model::FigureQuery::indicator, "secret");
  secret.public_only = false;
  EXPECT_EQ(count(secret), 4u);
}

TEST_F(FigureQueryTest, WhatTheAskerMayNotSeeIsNotThereWhereverPagesBegin) {
  model::FigureQuery query;
  query.public_only = false;
  query.may_see = [](std::string_view indicator, std::string_view unit) {
    return indicator == "secret" && unit == "502";
  };
  EXPECT_EQ(count(query), 2u);
  query.limit = 1;
  const auto first = engine_->figures(query);
  ASSERT_FALSE(first->next.empty());
  query.cursor = first->next;
  const auto second = engine_->figures(query);
  EXPECT_EQ(second->items.size(), 1u);
  EXPECT_TRUE(second->next.empty()) << "a page tells of no figure that is hidden";
}

TEST_F(FigureQueryTest, DamagedCursorsAreRefusedAndForeignOnesHarmless) {
  for (const char* bad : {"x", "1", "0.0", "0.0.", "0.0.5.4", "0.0.5.4g", "0.0.5.zz", "-1.0.5",
                          "0.0.99999999999999999999", "0.0.5x.34"}) {
    EXPECT_TRUE(is_usage_error(asking(&model::FigureQuery::cursor, bad))) << bad;
  }
  EXPECT_EQ(count(asking(&model::FigureQuery::cursor, "99.0.5.3439")), 0u);
  EXPECT_EQ(count(asking(&model::FigureQuery::cursor, "0.99.5.3439")), 0u);
  EXPECT_EQ(count(asking(&model::FigureQuery::cursor, "0.0.9999999999999.3439")), 10u)
      << "the group after it";
}

TEST_F(FigureQueryTest, FromIsLeftOutAndToIsTakenIn) {
  const model::Instant end{1'600'000'005'000};
  EXPECT_EQ(count(asking(&model::FigureQuery::from, end)), 10u);
  EXPECT_EQ(count(asking(&model::FigureQuery::to, end)), 10u);
  model::FigureQuery nothing = asking(&model::FigureQuery::from, end);
  nothing.to = end;
  EXPECT_EQ(count(nothing), 0u);
}

}  // namespace
}  // namespace ioc::testing::figure_query_test
