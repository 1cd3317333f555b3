// Changes of targets and formulas that wait (serving/rules_page.h).
#include "serving/rules_page.h"

#include "support.h"

namespace ioc::serving::rules_page_test {
namespace {

using model::Role;
using model::RuleProposal;
using model::RuleState;

struct RulesPageTest : ::testing::Test {
  std::string page(const Viewer& viewer, RuleState state = RuleState::written,
                   std::optional<RuleProposal> proposal = {}, Language language = Language::vi) {
    return rules_page({plan, language, "/assets/desk-1.css"},
                      {viewer, waiting, state, std::move(proposal)});
  }
  static bool has(const std::string& page, std::string_view text) {
    return page.find(text) != std::string::npos;
  }
  // Whether there is a form for it.
  static bool asks(const std::string& page, const std::string& act) {
    return has(page, "name=\"act\" value=\"" + act + "\"");
  }

  model::Plan plan = testing::make_plan();
  std::optional<model::WaitingRules> waiting = model::WaitingRules{
      "0123456789abcdef",
      {{"target goal", "at_least = 90\nunit = '502'", "at_least = 80\nunit = '502'"},
       {"indicator <b>", "", "where = 'a < 3'"},
       {"unit 503", "503,Hội An", ""}}};
  const Viewer an{"an", "An", {{Role::steward, "49", {}}}};
  const Viewer binh{"binh", "Bình", {{Role::steward, "49", {}}}};
  const Viewer auditor{"chi", "Chi", {{Role::auditor, "49", {}}}};
  const RuleProposal by_an{"0123456789abcdef", "an", "Công văn <12>", testing::kNow};
};

TEST_F(RulesPageTest, WithoutAChangeItTellsTheCatalogueInForceAndAsksNothing) {
  waiting.reset();
  plan.hash = "fedcba9876543210";
  const std::string shown = page(an);
  EXPECT_TRUE(has(shown, "fedcba9876543210") && has(shown, "Không có thay đổi nào chờ duyệt."));
  EXPECT_FALSE(asks(shown, "propose") || has(shown, "<section"));
}

TEST_F(RulesPageTest, EachChangeStandsAsItIsAndAsItShallBeWithTheLinesThatDiffer) {
  const std::string shown = page(auditor);
  EXPECT_TRUE(has(shown, "Thay đổi chờ duyệt (3)"));
  EXPECT_TRUE(has(shown, "<mark>at_least = 90</mark>\nunit = &#39;502&#39;\n"));
  EXPECT_TRUE(has(shown, "<mark>at_least = 80</mark>"));
  EXPECT_TRUE(has(shown, "a &lt; 3") && has(shown, "&lt;b&gt;")) << "rules are no markup";
  EXPECT_TRUE(has(shown, "(không có)")) << "what is new or removed is on one side alone";
  EXPECT_FALSE(has(shown, "<mark>where") || has(shown, "<mark>503")) << "all of it differs";
  EXPECT_FALSE(has(shown, "<script") || has(shown, "style=\""));
}

TEST_F(RulesPageTest, KindsOfRulesStandInWordsOfThePage) {
  const std::string shown = page(an);
  EXPECT_TRUE(has(shown, "<h3>Mục tiêu goal</h3>") && has(shown, "<h3>Đơn vị 503</h3>"));
  EXPECT_TRUE(has(shown, "<h3>Chỉ tiêu &lt;b&gt;</h3>"));
  EXPECT_TRUE(has(page(an, RuleState::written, {}, Language::en), "<h3>Target goal</h3>"));
  for (const char* kind : {"calendar", "catalog", "indicator x", "lifecycle x", "provision x",
                           "report x", "stream x", "target x", "unit x", "units"}) {
    waiting->differences = {{kind, "x", "y"}};
    EXPECT_FALSE(has(page(an), std::string("<h3>") + kind)) << kind;
  }
  waiting->differences = {{"surprise x", "x", "y"}};
  EXPECT_TRUE(has(page(an), "<h3>surprise x</h3>"));
}

TEST_F(RulesPageTest, AStewardProposesAndAnotherApproves) {
  const std::string written = page(an);
  EXPECT_TRUE(has(written, "Chưa ai đề nghị.") && asks(written, "propose"));
  EXPECT_TRUE(has(written, "name=\"hash\" value=\"0123456789abcdef\""));
  EXPECT_FALSE(asks(written, "approve") || asks(written, "refuse"));
  const std::string own = page(an, RuleState::proposed, by_an);
  EXPECT_TRUE(has(own, "Đề nghị của an") && has(own, "Công văn &lt;12&gt;"));
  EXPECT_TRUE(has(own, "Chờ người khác duyệt.") && has(own, "Rút đề nghị"));
  EXPECT_FALSE(asks(own, "approve") || asks(own, "propose"));
  const std::string others = page(binh, RuleState::proposed, by_an);
  EXPECT_TRUE(asks(others, "approve") && asks(others, "refuse") && has(others, "Không duyệt"));
}

TEST_F(RulesPageTest, WhatIsApprovedIsBeingTakenUpAndMayStillBeRefused) {
  const std::string shown = page(binh, RuleState::approved, by_an);
  EXPECT_TRUE(has(shown, "Đã duyệt, đang được áp dụng"));
  EXPECT_TRUE(asks(shown, "refuse") && !asks(shown, "approve") && !asks(shown, "propose"));
  const std::string typed = page(binh, RuleState::approved);
  EXPECT_TRUE(has(typed, "Đã duyệt, đang được áp dụng")) << "on the command line";
  EXPECT_FALSE(asks(typed, "refuse") || asks(typed, "approve"));
  EXPECT_TRUE(has(page(binh, RuleState::approved, by_an, Language::en), "being taken up"));
}

TEST_F(RulesPageTest, WhoDecidesNothingIsAskedNothing) {
  const Viewer district{"dung", "Dung", {{Role::steward, "502", {}}}};
  for (const RuleState state : {RuleState::written, RuleState::proposed, RuleState::approved}) {
    for (const Viewer& viewer : {auditor, district}) {
      EXPECT_FALSE(has(page(viewer, state, by_an), "<form"));
    }
  }
}

TEST_F(RulesPageTest, WhatWentWrongIsToldAndWhatWasWrittenStays) {
  const std::string shown =
      rules_page({plan, Language::vi, ""},
                 {an, waiting, RuleState::written, {}, "", "Không ghi được.", "Theo <công văn>"});
  EXPECT_TRUE(has(shown, "role=\"alert\">Không ghi được.") && has(shown, "Theo &lt;công văn&gt;"));
}

}  // namespace
}  // namespace ioc::serving::rules_page_test
