// Registers with rights and records (app/register_desk.h).
#include "app/register_desk.h"

#include <gtest/gtest.h>

#include "tests/app/people_kit.h"

namespace ioc::app::register_desk_test {
namespace {

using model::EntryVerb;
using model::ErrorCode;
using model::Role;

struct RegisterDeskTest : testing::PeopleKit {
  RegisterDeskTest() {
    auto opened = RegisterDesk::open(plan, *people, [this] { return now; });
    EXPECT_TRUE(opened.ok());
    desk = *std::move(opened);
    doors = desk->doors();
  }
  ~RegisterDeskTest() override { desk.reset(); }
  static model::Viewer who(Role role, const std::string& unit) {
    return {role == Role::officer ? "an" : "binh", "Tên", {{role, unit, {}}}};
  }
  model::RegisterEntry entry(const std::string& unit = "502", const std::string& owner = "49") {
    model::RegisterEntry entry;
    entry.unit = unit;
    entry.owner = owner;
    entry.title = "Máy quét hỏng";
    entry.text = "Không quét được.";
    entry.due = plan.zone.day_of(now) + 1;
    return entry;
  }

  model::Instant now = testing::kNow;
  std::unique_ptr<RegisterDesk> desk;
  model::RegisterDoors doors;
  const model::Viewer officer = who(Role::officer, "502");
  const model::Viewer steward = who(Role::steward, "49");
};

TEST_F(RegisterDeskTest, IsRaisedAnsweredAndClosedEachWithItsRecord) {
  const auto number = doors.add(officer, "10.0.0.1", entry());
  ASSERT_TRUE(number.ok()) << number.error().message();
  EXPECT_EQ(doors.change(officer, "", *number, EntryVerb::answer, "x").error().code,
            ErrorCode::check_failed)
      << "who raises it does not answer";
  ASSERT_TRUE(doors.change(steward, "", *number, EntryVerb::answer, "Đã thay.").ok());
  now.ms += 3 * model::kDayMs;
  const auto told = doors.list(officer);
  ASSERT_TRUE(told.ok());
  ASSERT_EQ(told->size(), 1U);
  EXPECT_EQ(told->front().entry.answer, "Đã thay.");
  EXPECT_EQ(told->front().late_days, 0) << "answered in time";
  ASSERT_TRUE(doors.change(officer, "", *number, EntryVerb::reopen, "").ok());
  EXPECT_EQ(doors.list(officer)->front().late_days, 2);
  ASSERT_TRUE(doors.change(officer, "", *number, EntryVerb::close, "").ok());
  EXPECT_EQ(acts(), (std::vector<std::string>{
                        "an register.add problems 502", "binh register.answer entry 1",
                        "an register.reopen entry 1", "an register.close entry 1"}));
}

TEST_F(RegisterDeskTest, WhatSomebodyMayNotSeeIsAsWhatIsNotThere) {
  const std::int64_t number = *doors.add(steward, "", entry("49", "49"));
  EXPECT_TRUE(doors.list(officer)->empty());
  const auto hidden = doors.change(officer, "", number, EntryVerb::close, "");
  const auto unknown = doors.change(officer, "", number + 1, EntryVerb::close, "");
  EXPECT_EQ(hidden.error().text, unknown.error().text);
  EXPECT_EQ(hidden.error().code, unknown.error().code);
  EXPECT_TRUE(doors.list({})->empty());
}

TEST_F(RegisterDeskTest, NothingIsRaisedForAnotherUnitOrWithAFault) {
  EXPECT_EQ(doors.add(officer, "", entry("49")).error().code, ErrorCode::check_failed);
  EXPECT_EQ(doors.add(who(Role::auditor, "49"), "", entry()).error().code, ErrorCode::check_failed);
  model::RegisterEntry wrong = entry("502", "x");
  EXPECT_EQ(doors.add(officer, "", wrong).error().code, ErrorCode::usage);
  wrong = entry();
  wrong.title = " \n";
  EXPECT_EQ(doors.add(officer, "", wrong).error().subject, "title");
  wrong = entry();
  wrong.text = std::string(10'000, 'x');
  EXPECT_EQ(doors.add(officer, "", wrong).error().subject, "text");
  wrong = entry();
  wrong.due -= 2;
  EXPECT_EQ(doors.add(officer, "", wrong).error().subject, "due");
  EXPECT_TRUE(acts().empty());
}

}  // namespace
}  // namespace ioc::app::register_desk_test
