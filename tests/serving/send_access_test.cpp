// Who may send events from his desk (serving/send_access.h).
#include "serving/send_access.h"

#include "support.h"

namespace ioc::serving::send_access_test {
namespace {

using model::Role;

struct SendAccess : ::testing::Test {
  SendAccess() {
    plan.streams.emplace_back().id = "party";
    plan.streams.back().is_apart = true;
    plan.streams.emplace_back().id = "refused";
    plan.streams.back().reads_letters = true;
  }
  std::string may(Role role, const std::string& of, const std::string& unit,
                  const std::string& stream = "dossiers", std::vector<std::string> streams = {}) {
    const auto scope = may_send({"an", "An", {{role, of, std::move(streams)}}}, plan, unit, stream);
    return !scope ? "no" : scope->is_unit_alone ? "alone" : "below too";
  }
  model::Plan plan = testing::make_plan();
};

TEST_F(SendAccess, IsForWhoPreparesReportsOfTheUnit) {
  EXPECT_EQ(may(Role::officer, "502", "502"), "alone");
  EXPECT_EQ(may(Role::officer, "502", "502-1"), "no");
  EXPECT_EQ(may(Role::district, "502", "502-1"), "below too");
  EXPECT_EQ(may(Role::district, "502", "503"), "no");
  EXPECT_EQ(may(Role::district, "502", "nowhere"), "no");
  for (const Role role : {Role::leader, Role::auditor, Role::administrator, Role::technician}) {
    EXPECT_EQ(may(role, "49", "502"), "no");
  }
  EXPECT_FALSE(may_send({}, plan, "502", "dossiers")) << "the public";
}

TEST_F(SendAccess, StaysWithinTheStreamsOfTheGrant) {
  EXPECT_EQ(may(Role::office, "49", "502", "party"), "no");
  EXPECT_EQ(may(Role::office, "49", "502", "party", {"party"}), "below too");
  EXPECT_EQ(may(Role::office, "49", "502", "dossiers", {"party"}), "no");
  EXPECT_EQ(may(Role::office, "49", "502", "unknown"), "no");
  EXPECT_EQ(may(Role::office, "49", "502", "refused"), "no");
}

// An officer of 502 who is also of the district's staff for another stream is an officer here.
TEST_F(SendAccess, GrantsDoNotMix) {
  const Viewer viewer{"an", "An", {{Role::officer, "502", {}}, {Role::district, "502", {"party"}}}};
  EXPECT_TRUE(may_send(viewer, plan, "502", "dossiers")->is_unit_alone);
  EXPECT_FALSE(may_send(viewer, plan, "502", "party")->is_unit_alone);
  EXPECT_EQ(sending_units(plan, viewer), std::vector<model::UnitIndex>{1});
  EXPECT_EQ(sending_streams(plan, viewer), (std::vector<int>{0, 1}));
}

}  // namespace
}  // namespace ioc::serving::send_access_test
