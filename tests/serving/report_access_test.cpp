// Who may see, prepare and approve a report (serving/report_access.h).
#include "serving/report_access.h"

#include "report_kit.h"

namespace ioc::serving::report_access_test {
namespace {

using model::Role;
using testing::viewer;

struct ReportAccess : ::testing::Test {
  const model::Plan plan = testing::make_plan();
  model::ReportPlan form = testing::make_form();
  const model::UnitIndex tam_ky = 1;
};

TEST_F(ReportAccess, ThePublicSeesWhatIsOfPublicFiguresAlone) {
  EXPECT_TRUE(may_see_report({}, plan, form, tam_ky));
  form.columns[0].indicator = 2;
  EXPECT_FALSE(may_see_report({}, plan, form, tam_ky));
  EXPECT_FALSE(may_see_work({}, plan, form, tam_ky));
  EXPECT_FALSE(may_prepare({}, plan, tam_ky));
  EXPECT_FALSE(may_approve({}, plan, form, tam_ky));
}

TEST_F(ReportAccess, TheUnitPreparesAndTheOneAboveApprovesAndSigns) {
  const model::Viewer district = viewer(Role::district, "502");
  EXPECT_TRUE(may_prepare(district, plan, tam_ky));
  EXPECT_TRUE(may_comment(district, plan, form, tam_ky));
  EXPECT_FALSE(may_approve(district, plan, form, tam_ky)) << "the province does";
  EXPECT_FALSE(may_prepare(viewer(Role::district, "503"), plan, tam_ky));
  EXPECT_FALSE(may_see_work(viewer(Role::district, "503"), plan, form, tam_ky));
  EXPECT_TRUE(may_approve(viewer(Role::office, "49"), plan, form, tam_ky));
  EXPECT_FALSE(may_sign(viewer(Role::office, "49"), plan, form, tam_ky));
  EXPECT_TRUE(may_sign(viewer(Role::leader, "49"), plan, form, tam_ky));
  EXPECT_FALSE(may_approve(viewer(Role::leader, "49"), plan, form, tam_ky));
  form.approver = tam_ky;
  EXPECT_TRUE(may_approve(district, plan, form, tam_ky));
  EXPECT_TRUE(may_sign(district, plan, form, tam_ky));
  EXPECT_FALSE(may_approve(viewer(Role::officer, "502"), plan, form, tam_ky));
}

TEST_F(ReportAccess, WhoApprovesSeesTheWorkOfOthers) {
  form.approver = 3;  // Hội An
  EXPECT_TRUE(may_see_work(viewer(Role::district, "503"), plan, form, tam_ky));
  EXPECT_TRUE(may_comment(viewer(Role::district, "503"), plan, form, tam_ky));
}

TEST_F(ReportAccess, AnAuditorReadsAndAnAdministratorDoesNot) {
  EXPECT_TRUE(may_see_work(viewer(Role::auditor, "49"), plan, form, tam_ky));
  EXPECT_FALSE(may_prepare(viewer(Role::auditor, "49"), plan, tam_ky));
  EXPECT_FALSE(may_approve(viewer(Role::auditor, "49"), plan, form, tam_ky));
  EXPECT_FALSE(may_comment(viewer(Role::auditor, "49"), plan, form, tam_ky));
  for (const Role role : {Role::administrator, Role::technician}) {
    EXPECT_FALSE(may_see_work(viewer(role, "49"), plan, form, tam_ky));
  }
  EXPECT_FALSE(may_see_work(viewer(Role::leader, "nowhere"), plan, form, tam_ky));
}

}  // namespace
}  // namespace ioc::serving::report_access_test
