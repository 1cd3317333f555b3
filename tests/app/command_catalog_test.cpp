// Which catalogue a command works with beside the service (app/command_catalog.h).
#include "app/command_catalog.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/app/rule_kit.h"

namespace ioc::app::command_catalog_test {
namespace {

using model::ErrorCode;
using model::RuleVerb;
using testing::files_with;
using testing::is_of;

struct CommandCatalogTest : testing::RuleKit {
  CommandCatalog catalog_of(CatalogOf of, const std::string& named = "") {
    auto found = command_catalog(config, named, of);
    EXPECT_TRUE(found.ok()) << (found.ok() ? "" : found.error().message());
    return found.ok() ? *std::move(found) : CommandCatalog();
  }
};

TEST_F(CommandCatalogTest, TheFilesAreTakenWhereTheyAreInForceOrNothingIs) {
  write(files_with("90"));
  for (int before_and_after = 0; before_and_after < 2; ++before_and_after) {
    for (const CatalogOf of : {CatalogOf::figures, CatalogOf::next_start}) {
      const CommandCatalog taken = catalog_of(of);
      EXPECT_TRUE(is_of(taken.plan, files_with("90")));
      EXPECT_EQ(taken.name, config.catalog);
    }
    run(files_with("90"));
  }
}

TEST_F(CommandCatalogTest, WhileChangesWaitTheOneInForceIsTakenUnlessAFolderIsNamed) {
  start_to_wait();
  write(files_with("80"));
  for (const CatalogOf of : {CatalogOf::figures, CatalogOf::next_start}) {
    const CommandCatalog kept = catalog_of(of);
    EXPECT_TRUE(is_of(kept.plan, files_with("90")));
    EXPECT_EQ(kept.name, kKeptCatalog);
    const CommandCatalog named = catalog_of(of, config.catalog);
    EXPECT_TRUE(is_of(named.plan, files_with("80")));
    EXPECT_EQ(named.name, config.catalog);
  }
  EXPECT_FALSE(*store->approved());
}

TEST_F(CommandCatalogTest, WhatIsApprovedIsWhatAStartTakesButNotYetWhatFiguresAreOf) {
  const testing::Settled setup = start_to_wait();
  write(files_with("80"));
  ASSERT_EQ(fault_of(setup, "", RuleVerb::approve), kNone);
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::next_start).plan, files_with("80")));
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::figures).plan, files_with("90")));
  run(files_with("80"));
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::figures).plan, files_with("80")));
}

TEST_F(CommandCatalogTest, SoItIsWithFewerThanTwoWhoCouldApprove) {
  run(files_with("90"));
  write(files_with("80"));
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::next_start).plan, files_with("80")));
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::figures).plan, files_with("90")));
}

TEST_F(CommandCatalogTest, WhatChangesNoRuleIsTakenFromTheFiles) {
  add_stewards();
  run(files_with("90"));
  write(files_with("90", "# by the department\n"));
  EXPECT_EQ(catalog_of(CatalogOf::figures).name, config.catalog);
}

TEST_F(CommandCatalogTest, WithoutADatabaseThatCanBeReadTheFilesAreTakenAndNothingIsMade) {
  start_to_wait();
  write(files_with("80"));
  config.state_dir = folder + "/other";
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::figures).plan, files_with("80")));
  EXPECT_FALSE(std::filesystem::exists(config.state_dir));
  std::filesystem::create_directories(config.state_dir);
  std::ofstream(config.state_dir + "/people.db") << "no database at all";
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::figures).plan, files_with("80")));
}

TEST_F(CommandCatalogTest, OneInForceThatCannotBeReadAnyMoreIsToldWithTheCureWhileChangesWait) {
  const testing::Settled setup = start_to_wait();
  write(files_with("80"));
  make_kept_unreadable();
  for (const CatalogOf of : {CatalogOf::figures, CatalogOf::next_start}) {
    const auto refused = command_catalog(config, "", of);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::config);
    EXPECT_NE(refused.error().text.find("ioc-pulse rules approve"), std::string::npos);
  }
  ASSERT_EQ(fault_of(setup, "", RuleVerb::approve), kNone);
  EXPECT_TRUE(is_of(catalog_of(CatalogOf::figures).plan, files_with("80")));
}

}  // namespace
}  // namespace ioc::app::command_catalog_test
