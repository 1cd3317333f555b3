// Which refused events are kept, and what is told of them (app/refused_desk.h). That they are read
// from the topic: tests/e2e/test_provision.py.
#include "app/refused_desk.h"

#include <gtest/gtest.h>

#include "model/limits.h"
#include "tests/app/people_kit.h"

namespace ioc::app::refused_desk_test {
namespace {

struct RefusedDeskTest : ::testing::Test {
  RefusedDeskTest() {
    model::StreamPlan& stream = plan.streams[0];
    stream.topic = "t";
    stream.lateness_ms = model::kDayMs;
    model::FieldPlan& unit = stream.fields.emplace_back();
    unit.name = "unit";
    unit.pointer = {"data", "unit"};
    unit.type.kind = model::TypeKind::unit;
    model::FieldPlan& status = stream.fields.emplace_back();
    status.name = "status";
    status.pointer = {"data", "status"};
    status.type.kind = model::TypeKind::integer;
  }
  void take(RefusedDesk& desk, std::int64_t offset, const std::string& status,
            std::string_view reason = "bad_type", const std::string& unit = "502",
            std::string_view topic = "t") {
    const std::string value = R"({"id":"e)" + std::to_string(offset) +
                              R"(","source":"/s","time":"2020-10-15T08:00:00Z","data":{"unit":")" +
                              unit + R"(","status":)" + status + "}}";
    const std::string place = std::to_string(offset);
    const std::vector<model::Header> headers = {{"reason", reason},
                                                {"topic", topic},
                                                {"partition", "0"},
                                                {"offset", place},
                                                {"catalog", "abc"}};
    desk.take({offset, testing::kNow.ms + offset, {}, value, headers});
  }
  std::vector<model::RefusedEvent> kept(const RefusedDesk& desk) {
    return desk.kept(testing::kNow)->events;
  }
  model::Plan plan = testing::small_plan();
};

TEST_F(RefusedDeskTest, EachFaultIsToldByFieldWithWhatStandsThere) {
  RefusedDesk desk(plan, {}, "dead");
  take(desk, 1, "\"hai\"");
  const auto events = kept(desk);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].stream + events[0].unit + events[0].system + events[0].id, "dossiers502/se1");
  EXPECT_EQ(events[0].offset, 1);
  ASSERT_EQ(events[0].faults.size(), 1U);
  EXPECT_EQ(events[0].faults[0].reason + " " + events[0].faults[0].field + " " +
                events[0].faults[0].found,
            "bad_type status hai");
  EXPECT_FALSE(events[0].passes_now);
}

TEST_F(RefusedDeskTest, WhatTheCatalogueWouldTakeByNowIsToldSo) {
  RefusedDesk desk(plan, {}, "dead");
  take(desk, 1, "2");
  EXPECT_TRUE(kept(desk).at(0).passes_now);
  take(desk, 2, "2", "too_late");
  EXPECT_FALSE(kept(desk).at(0).passes_now) << "sent again it would be too late again";
  EXPECT_EQ(kept(desk).at(0).faults.at(0).reason, "too_late");
}

TEST_F(RefusedDeskTest, TheNewestStandFirstAndALetterSentTwiceIsOne) {
  RefusedDesk desk(plan, {}, "dead");
  for (const std::int64_t offset : {1, 3, 2, 3}) take(desk, offset, "\"x\"");
  const auto events = kept(desk);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].offset, 3);
  EXPECT_EQ(events[2].offset, 1);
}

TEST_F(RefusedDeskTest, AUnitThatSendsMuchTakesNobodysPlace) {
  RefusedDesk desk(plan, {}, "dead");
  take(desk, 0, "\"x\"", "bad_type", "49");
  const auto count = static_cast<std::int64_t>(model::kRefusedPerUnitMax);
  for (std::int64_t offset = 1; offset <= count + 50; ++offset) take(desk, offset, "\"x\"");
  const auto events = kept(desk);
  EXPECT_EQ(events.size(), model::kRefusedPerUnitMax + 1);
  EXPECT_EQ(events.front().offset, count + 50);
  EXPECT_EQ(events.back().unit, "49");
}

TEST_F(RefusedDeskTest, LettersOfStreamsThatAreNoMoreAreLeftOut) {
  RefusedDesk desk(plan, {}, "dead");
  take(desk, 1, "\"x\"", "bad_type", "502", "gone");
  desk.take({2, 0, {}, std::string_view("no letter"), {}});
  EXPECT_TRUE(kept(desk).empty());
}

TEST_F(RefusedDeskTest, QuestionsAreAnsweredBeforeItStartsToo) {
  RefusedDesk desk(plan, {}, "dead");
  bool is_answered = false;
  desk.ask([&](const auto& events) { is_answered = !events.ok(); });
  EXPECT_TRUE(is_answered);
}

}  // namespace
}  // namespace ioc::app::refused_desk_test
