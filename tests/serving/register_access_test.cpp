// Who may see, raise, answer and close an entry, and how late it is (serving/register_access.h).
#include "serving/register_access.h"

#include "support.h"

namespace ioc::serving::register_access_test {
namespace {

using model::Role;

struct RegisterAccess : ::testing::Test {
  RegisterAccess() {
    entry.unit = "502-1";
    entry.owner = "503";
    entry.due = *model::parse_day("2020-10-15");  // a Thursday
  }
  static Viewer who(Role role, const std::string& unit) { return {"an", "An", {{role, unit, {}}}}; }
  model::Plan plan = testing::make_plan();
  model::RegisterEntry entry;
};

TEST_F(RegisterAccess, BothUnitsSeeItAndWhoStandsAboveAndNobodyElse) {
  for (const auto& [role, unit] : {std::pair{Role::officer, "502-1"},
                                   {Role::officer, "503"},
                                   {Role::district, "502"},
                                   {Role::auditor, "49"}}) {
    EXPECT_TRUE(may_see_entry(who(role, unit), plan, entry)) << unit;
  }
  EXPECT_FALSE(may_see_entry(who(Role::officer, "502"), plan, entry)) << "of 502 alone";
  EXPECT_FALSE(may_see_entry(who(Role::administrator, "49"), plan, entry));
  EXPECT_FALSE(may_see_entry({}, plan, entry));
}

TEST_F(RegisterAccess, WhoIsAskedAnswersAndWhoRaisedItCloses) {
  EXPECT_TRUE(may_answer(who(Role::officer, "503"), plan, entry));
  EXPECT_FALSE(may_close(who(Role::officer, "503"), plan, entry));
  EXPECT_TRUE(may_close(who(Role::officer, "502-1"), plan, entry));
  EXPECT_FALSE(may_answer(who(Role::officer, "502-1"), plan, entry));
  EXPECT_FALSE(may_answer(who(Role::auditor, "49"), plan, entry)) << "reads, and changes nothing";
  EXPECT_EQ(acting_units(plan, who(Role::district, "502")), std::vector<model::UnitIndex>{1});
  EXPECT_TRUE(acting_units(plan, who(Role::auditor, "49")).empty());
}

TEST_F(RegisterAccess, LatenessIsInWorkingDaysUntilTheAnswer) {
  const auto late = [&](const char* now) {
    return late_days(plan, entry, *model::parse_rfc3339(std::string(now) + "T08:00:00+07:00"));
  };
  EXPECT_EQ(late("2020-10-15"), 0);
  EXPECT_EQ(late("2020-10-19"), 4) << "all days, where the catalogue has no working hours";
  model::WorkRules rules;
  rules.root = 0;
  model::WorkWeek week;
  for (std::size_t day = 0; day < 5; ++day) week.days[day] = {{7 * 60, 17 * 60}};
  rules.own[0] = {week};
  plan.calendar.emplace(rules, plan.units, plan.zone);
  EXPECT_EQ(late("2020-10-19"), 2) << "Friday and Monday";
  entry.state = model::EntryState::answered;
  entry.answered_at = *model::parse_rfc3339("2020-10-16T09:00:00+07:00");
  EXPECT_EQ(late("2020-12-01"), 1);
  entry.state = model::EntryState::open;  // again
  EXPECT_GT(late("2020-12-01"), 20);
  entry.state = model::EntryState::closed;
  entry.answered_at.reset();
  EXPECT_EQ(late("2020-12-01"), 0);
}

}  // namespace
}  // namespace ioc::serving::register_access_test
