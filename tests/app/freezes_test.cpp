// Which frozen figures are kept, and whose cursor is whose.
#include "app/freezes.h"

#include <gtest/gtest.h>

#include "model/limits.h"

namespace ioc::app::freezes_test {
namespace {

using model::Instant;

FreezePtr freeze(std::int64_t as_of_ms, std::size_t bytes = 10, const std::string& indicator = "") {
  auto made = std::make_shared<Freeze>();
  made->as_of = Instant{as_of_ms};
  made->indicator = indicator;
  made->up_to = std::make_shared<CommittedUpTo>();
  made->bytes = bytes;
  return made;
}

model::FigureQuery about(std::int64_t as_of_ms, const std::string& indicator = "") {
  model::FigureQuery query;
  query.as_of = Instant{as_of_ms};
  query.indicator = indicator;
  return query;
}

TEST(Freezes, TheOneUsedLeastLatelyLeaves) {
  Freezes freezes;
  constexpr auto kMax = static_cast<std::int64_t>(model::kAsOfFreezesMax);
  for (std::int64_t i = 0; i < kMax; ++i) EXPECT_TRUE(freezes.add(freeze(i), 0).empty());
  EXPECT_TRUE(freezes.find(about(0), 5));
  const Freezes::Dropped dropped = freezes.add(freeze(kMax), 6);
  ASSERT_EQ(dropped.size(), 1u);
  EXPECT_EQ(dropped.front()->as_of, Instant{1});
  EXPECT_FALSE(freezes.find(about(1), 7));
  EXPECT_EQ(freezes.bytes(), 10u * model::kAsOfFreezesMax);
}

TEST(Freezes, RoomIsMadeFromTheOldestOn) {
  Freezes freezes;
  freezes.add(freeze(1), 0);
  freezes.add(freeze(2), 0);
  EXPECT_TRUE(freezes.make_room(10, 30).empty());
  EXPECT_EQ(freezes.make_room(15, 30).size(), 1u);
  EXPECT_TRUE(freezes.find(about(2), 0));
  EXPECT_EQ(freezes.make_room(100, 30).size(), 1u);  // it can do no more
  EXPECT_EQ(freezes.bytes(), 0u);
}

TEST(Freezes, OneIndicatorsFiguresAnswerForThatOneAndKeepThePosition) {
  Freezes freezes;
  freezes.add(freeze(1, 10, "a"), 0);
  EXPECT_TRUE(freezes.find(about(1, "a"), 0));
  EXPECT_FALSE(freezes.find(about(1, "b"), 0));
  EXPECT_FALSE(freezes.find(about(1), 0));
  EXPECT_TRUE(freezes.position(Instant{1}));
  EXPECT_FALSE(freezes.position(Instant{2}));
  freezes.add(freeze(1), 0);
  EXPECT_TRUE(freezes.find(about(1, "b"), 0));
}

TEST(Freezes, WhatIsAskedForStays) {
  Freezes freezes;
  freezes.add(freeze(1), 0);
  freezes.add(freeze(2), 0);
  EXPECT_TRUE(freezes.find(about(1), 60'000));
  EXPECT_TRUE(freezes.expire(model::kAsOfKeepMs).empty());
  EXPECT_EQ(freezes.expire(model::kAsOfKeepMs + 1).size(), 1u);
  EXPECT_TRUE(freezes.find(about(1), model::kAsOfKeepMs + 1));
}

struct Frozen : ::testing::Test {
  model::Plan plan;

  FreezePtr at(std::int64_t as_of_ms, std::int64_t offset) {
    model::StreamPlan stream;
    stream.id = stream.topic = "t";
    if (plan.streams.empty()) plan.streams.push_back(stream);
    auto engine = std::make_shared<processing::Engine>(plan, processing::EngineSettings{});
    auto up_to = std::make_shared<CommittedUpTo>();
    up_to->partitions.push_back({0, {"t", 0}, {}});
    up_to->partitions.back().mark.next_offset = offset;
    return make_freeze(plan, Instant{as_of_ms}, "", up_to, engine);
  }
};

TEST_F(Frozen, TheTokenTellsAsOfAndOffsets) {
  const std::string token = at(1'000, 7)->token;
  EXPECT_EQ(at(1'000, 7)->token, token);
  EXPECT_NE(at(1'001, 7)->token, token);
  EXPECT_NE(at(1'000, 8)->token, token);
}

TEST_F(Frozen, ACursorOfOtherOffsetsIsRefused) {
  const FreezePtr now = at(1'000, 8);
  model::FigureQuery query;
  const std::string rest = "-0.0.5";
  for (const std::string& cursor : {at(1'000, 7)->token + rest, now->token, now->token + '-',
                                    std::string("0.0.5"), rest, std::string("-")}) {
    query.cursor = cursor;
    const auto page = now->figures(query);
    ASSERT_FALSE(page.ok()) << cursor;
    EXPECT_EQ(page.error().code, model::ErrorCode::usage);
    EXPECT_EQ(page.error().subject, "cursor");
  }
  query.cursor = now->token + rest;
  EXPECT_TRUE(now->figures(query).ok());
}

}  // namespace
}  // namespace ioc::app::freezes_test
