// Which catalogue is run, and what people decide about one that waits (app/rule_keeper.h).
#include "app/rule_keeper.h"

#include <gtest/gtest.h>

#include "tests/app/rule_kit.h"

namespace ioc::app::rule_keeper_test {
namespace {

using model::ErrorCode;
using model::Role;
using model::RuleVerb;
using testing::files_with;
using testing::is_of;
using testing::kNow;
using testing::Settled;
using Strings = std::vector<std::string>;

constexpr const char* kIssuer = "https://id.example.vn";

struct RuleKeeperTest : testing::RuleKit {};

TEST_F(RuleKeeperTest, TheFirstCatalogueIsRunAndNothingIsSaidOfIt) {
  add_stewards();
  const Settled first = run(files_with("90"));
  EXPECT_TRUE(is_of(first, files_with("90")) && !first.waiting);
  EXPECT_EQ(*store->hash(), digest_of(files_with("90")));
  EXPECT_TRUE(acts().empty());
  const Settled again = run(files_with("90"));
  EXPECT_TRUE(is_of(again, files_with("90")) && !again.waiting && !again.coming);
}

TEST_F(RuleKeeperTest, WithTwoStewardsChangedRulesWaitAndThoseBeforeAreRun) {
  add_stewards();
  run(files_with("90"));
  for (int start = 0; start < 2; ++start) {
    const Settled setup = run(files_with("80"));
    EXPECT_TRUE(is_of(setup, files_with("90")) && !setup.coming);
    ASSERT_TRUE(setup.waiting);
    EXPECT_EQ(setup.waiting->hash, digest_of(files_with("80")));
    ASSERT_EQ(setup.waiting->differences.size(), 1U);
    EXPECT_EQ(setup.waiting->differences[0].name, "target goal");
    EXPECT_NE(setup.waiting->differences[0].after.find("at_least = 80"), std::string::npos);
  }
  EXPECT_EQ(*store->hash(), digest_of(files_with("90")));
  EXPECT_TRUE(acts().empty());
}

TEST_F(RuleKeeperTest, WithFewerThanTwoTheyAreRunAtOnceAndTheAuditLogSaysSo) {
  add("an", {{Role::steward, "49", {}}});
  add("district", {{Role::steward, "502", {}}});
  add("asleep", {{Role::steward, "49", {}}}, "");
  run(files_with("90"));
  const Settled setup = run(files_with("80"));
  EXPECT_TRUE(is_of(setup, files_with("80")) && !setup.waiting);
  EXPECT_EQ(acts(), Strings{"service rules.change catalogue " + digest_of(files_with("80"))});
  EXPECT_EQ(last_detail(), "1 change: target goal (there are no two stewards who could sign in)");
}

TEST_F(RuleKeeperTest, AStewardOfTheConfiguredProviderCouldSignIn) {
  add("an", {{Role::steward, "49", {}}});
  add("binh", {{Role::steward, "49", {}}}, "");
  ASSERT_TRUE(people->identities.bind({"binh", kIssuer, "7"}, kNow).ok());
  run(files_with("90"));
  config.openid = OpenIdSettings{};
  config.openid->issuer = kIssuer;
  EXPECT_TRUE(settle(files_with("80")).waiting);
  config.openid.reset();
  EXPECT_FALSE(settle(files_with("80")).waiting);
}

TEST_F(RuleKeeperTest, WhatChangesNoRuleIsTakenWithoutAWord) {
  add_stewards();
  run(files_with("90"));
  const Settled setup = run(files_with("90", "# by the department\n"));
  EXPECT_TRUE(is_of(setup, files_with("90", "# by the department\n")) && !setup.waiting);
  EXPECT_EQ(*store->hash(), digest_of(files_with("90", "# by the department\n")));
  EXPECT_TRUE(acts().empty());
}

TEST_F(RuleKeeperTest, WhoMayApproveIsToldByTheCatalogueInForce) {
  add_stewards();
  run(files_with("90"));
  CatalogText other = files_with("90");
  std::string& toml = other.toml.front().text;
  toml.replace(toml.find("root_unit = \"49\""), 16, "root_unit = \"0\"");
  other.units.text =
      "code,name_vi,name_en,level,parent,valid_from,valid_to\n"
      "0,Nước,Country,country,,,\n"
      "49,Tỉnh,Province,province,0,,\n"
      "502,Tam Kỳ,Tam Ky,district,49,,\n"
      "503,Hội An,Hoi An,district,49,,\n";
  const Settled setup = settle(other);
  ASSERT_TRUE(setup.waiting) << "of the new root unit nobody is steward";
  EXPECT_EQ(setup.waiting->differences.size(), 3U);
}

TEST_F(RuleKeeperTest, OneProposesAndAnotherApprovesEachWithItsRecord) {
  const Settled setup = start_to_wait();
  EXPECT_EQ(fault_of(setup, "an", RuleVerb::propose, "Công văn 12"), kNone);
  EXPECT_EQ(fault_of(setup, "binh", RuleVerb::approve), kNone);
  const Settled next = run(files_with("80"));
  EXPECT_TRUE(is_of(next, files_with("80")) && !next.waiting);
  const std::string what = " catalogue " + digest_of(files_with("80"));
  EXPECT_EQ(acts(), (Strings{"an rules.propose" + what, "binh rules.approve" + what,
                             "service rules.change" + what}));
  EXPECT_EQ(last_detail(), "1 change: target goal");
  EXPECT_FALSE(*store->proposal());
  EXPECT_FALSE(*store->approved());
}

TEST_F(RuleKeeperTest, NobodyApprovesAloneOrWhatHeHasNotLookedAt) {
  const Settled setup = start_to_wait();
  EXPECT_EQ(fault_of(setup, "binh", RuleVerb::approve), ErrorCode::check_failed);
  EXPECT_EQ(fault_of(setup, "binh", RuleVerb::refuse), ErrorCode::check_failed);
  EXPECT_EQ(fault_of(setup, "an", RuleVerb::propose, " \r\n"), ErrorCode::usage);
  EXPECT_EQ(fault_of(setup, "an", RuleVerb::propose, std::string(2'001, 'x')), ErrorCode::usage);
  EXPECT_EQ(fault_of(setup, "an", RuleVerb::propose, std::string(2'000, 'x')), kNone);
  EXPECT_EQ(fault_of(setup, "an", RuleVerb::approve), ErrorCode::check_failed) << "his own";
  for (const std::string& hash :
       {setup.plan.hash, digest_of(files_with("90")), setup.waiting->hash.substr(0, 16)}) {
    EXPECT_EQ(fault_of(setup, "binh", RuleVerb::approve, "", hash), ErrorCode::check_failed);
  }
  EXPECT_EQ(fault_of(run(files_with("90")), "binh", RuleVerb::approve, "", "x"),
            ErrorCode::check_failed)
      << "nothing waits";
  EXPECT_FALSE(*store->approved());
  EXPECT_EQ(acts().size(), 1U);
}

TEST_F(RuleKeeperTest, WhatIsRefusedOrWithdrawnMustBeProposedAnew) {
  const Settled setup = start_to_wait();
  for (const char* who : {"binh", "an"}) {
    ASSERT_EQ(fault_of(setup, "an", RuleVerb::propose, "x"), kNone);
    EXPECT_EQ(fault_of(setup, who, RuleVerb::refuse, "chưa có căn cứ"), kNone);
    EXPECT_EQ(last_detail(), "proposed by an: chưa có căn cứ");
    EXPECT_EQ(fault_of(setup, "binh", RuleVerb::approve), ErrorCode::check_failed);
  }
  EXPECT_TRUE(run(files_with("80")).waiting);
}

TEST_F(RuleKeeperTest, OnTheCommandLineOneIsEnough) {
  const Settled setup = start_to_wait();
  EXPECT_EQ(fault_of(setup, "", RuleVerb::approve), kNone);
  EXPECT_EQ(last_detail(), "1 change: target goal");
  EXPECT_TRUE(is_of(run(files_with("80")), files_with("80")));
}

TEST_F(RuleKeeperTest, AnApprovalEndsWhenTheFilesSaySomethingElse) {
  const Settled setup = start_to_wait();
  ASSERT_EQ(fault_of(setup, "", RuleVerb::approve), kNone);
  EXPECT_EQ(run(files_with("70")).waiting->hash, digest_of(files_with("70")));
  EXPECT_FALSE(*store->approved());
  const Settled back = run(files_with("80"));
  ASSERT_TRUE(back.waiting) << "it was approved and never taken";
  ASSERT_EQ(fault_of(back, "an", RuleVerb::propose, "x"), kNone);
  ASSERT_EQ(fault_of(back, "", RuleVerb::approve), kNone);
  run(files_with("90"));
  EXPECT_FALSE(*store->approved());
  EXPECT_FALSE(*store->proposal()) << "the files say again what is in force";
}

TEST_F(RuleKeeperTest, WhatTheServiceCouldNotBeStartedWithIsNotInForce) {
  const Settled setup = start_to_wait();
  ASSERT_EQ(fault_of(setup, "", RuleVerb::approve), kNone);
  for (int tried = 0; tried < 2; ++tried) {
    const Settled next = settle(files_with("80"));
    EXPECT_TRUE(is_of(next, files_with("80")) && next.coming);
    EXPECT_EQ(*store->hash(), digest_of(files_with("90")));
    EXPECT_EQ(*store->approved(), digest_of(files_with("80"))) << "the next reading takes it";
  }
  EXPECT_EQ(acts().size(), 1U) << "the approval alone";
  const Settled back = run(files_with("90"));
  EXPECT_TRUE(is_of(back, files_with("90")) && !back.waiting && !back.coming);
}

TEST_F(RuleKeeperTest, WhatIsRefusedWhileItIsTakenUpDoesNotComeIntoForce) {
  const Settled setup = start_to_wait();
  ASSERT_EQ(fault_of(setup, "an", RuleVerb::propose, "x"), kNone);
  ASSERT_EQ(fault_of(setup, "binh", RuleVerb::approve), kNone);
  const Settled next = settle(files_with("80"));
  ASSERT_TRUE(next.coming);
  ASSERT_EQ(fault_of(setup, "an", RuleVerb::refuse), kNone);
  const model::Status begun = bring_into_force(*people, *next.coming, kNow);
  ASSERT_FALSE(begun.ok());
  EXPECT_EQ(begun.error().code, ErrorCode::check_failed);
  EXPECT_EQ(*store->hash(), digest_of(files_with("90")));
  EXPECT_TRUE(run(files_with("80")).waiting);
}

TEST_F(RuleKeeperTest, AStartByFilesThatCannotBeRunGoesOnWithWhatIsInForce) {
  const model::Error why{ErrorCode::config, "2 faults in the catalogue", config.catalog};
  const auto none = setup_in_force(config, why);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().message(), why.message());
  start_to_wait();
  const auto kept = setup_in_force(config, why);
  ASSERT_TRUE(kept.ok());
  EXPECT_TRUE(is_of(*kept, files_with("90")) && !kept->waiting && !kept->coming);
  EXPECT_EQ(kept->refused, why.message());
  make_kept_unreadable();
  EXPECT_FALSE(setup_in_force(config, why).ok());
}

TEST_F(RuleKeeperTest, WhatWasApprovedAndCannotBeStartedWithIsStillToldOf) {
  const Settled setup = start_to_wait();
  write(files_with("80"));
  const model::Error why{ErrorCode::config, "the catalogue has no stream", ""};
  EXPECT_FALSE(setup_in_force(config, why)->waiting);
  ASSERT_EQ(fault_of(setup, "", RuleVerb::approve), kNone);
  const auto kept = setup_in_force(config, why);
  ASSERT_TRUE(kept.ok() && kept->waiting);
  EXPECT_EQ(kept->waiting, setup.waiting);
  EXPECT_EQ(*store->approved(), setup.waiting->hash) << "the next reading takes it";
}

TEST_F(RuleKeeperTest, ComingIntoForceTwiceIsOneRecord) {
  run(files_with("90"));
  const Settled setup = settle(files_with("80"));
  ASSERT_TRUE(setup.coming);
  for (int life = 0; life < 2; ++life) {
    EXPECT_TRUE(bring_into_force(*people, *setup.coming, kNow).ok());
  }
  EXPECT_EQ(acts().size(), 1U);
}

TEST_F(RuleKeeperTest, ACatalogueInForceThatCannotBeReadAnyMoreIsToldWithTheCure) {
  start_to_wait();
  make_kept_unreadable();
  const auto refused = try_to_settle(files_with("80"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::config);
  EXPECT_NE(refused.error().text.find("ioc-pulse rules approve"), std::string::npos);
  const auto waiting = waiting_rules(*store, files_with("80"), compile_catalog(files_with("80")));
  ASSERT_TRUE(waiting.ok() && *waiting) << "so it can be approved";
}

}  // namespace
}  // namespace ioc::app::rule_keeper_test
