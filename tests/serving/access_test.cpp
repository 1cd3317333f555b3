// Who may see what (serving/access.h).
#include "serving/access.h"

#include "support.h"

namespace ioc::serving {
namespace {

TEST(Access, ThePublicSeesPublicIndicatorsOnly) {
  const model::Plan plan = testing::make_plan();
  EXPECT_TRUE(may_see(Viewer{}, plan, plan.indicators[0], "49"));
  EXPECT_FALSE(may_see(Viewer{}, plan, plan.indicators[2], "49"));
}

TEST(Access, AHiddenIndicatorIsAsUnknownAsOneThatDoesNotExist) {
  const model::Plan plan = testing::make_plan();
  EXPECT_EQ(find_visible(Viewer{}, plan, "b.share"), &plan.indicators[1]);
  EXPECT_EQ(find_visible(Viewer{}, plan, "c.secret"), nullptr);
  EXPECT_EQ(find_visible(Viewer{}, plan, "b.shar"), nullptr);
  EXPECT_EQ(find_visible(Viewer{}, plan, "zzz"), nullptr);
}

}  // namespace
}  // namespace ioc::serving
