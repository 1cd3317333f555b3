// The catalogue in force and what was decided about one that waits (storage/rule_store.h).
#include "storage/rule_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace ioc::storage::rule_store_test {
namespace {

using model::RuleProposal;

struct RuleStoreTest : ::testing::Test {
  RuleStoreTest() {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    database = open();
    reader = open();
    reopen();
  }
  ~RuleStoreTest() override {
    store.reset();
    database.reset();
    reader.reset();
    std::filesystem::remove_all(folder);
  }
  std::unique_ptr<SqlDatabase> open() const {
    auto opened = SqlDatabase::open(folder + "/people.db");
    EXPECT_TRUE(opened.ok());
    return *std::move(opened);
  }
  void reopen() {
    auto made = RuleStore::open(*database);
    ASSERT_TRUE(made.ok()) << made.error().message();
    store = *std::move(made);
  }
  // A number that another connection finds changed by each commit that has written something.
  std::int64_t writes() const {
    std::int64_t number = -1;
    EXPECT_TRUE(
        reader->each("PRAGMA data_version", {}, [&](const SqlRow& row) { number = row.number(0); })
            .ok());
    return number;
  }
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    const auto kept = store->files();
    EXPECT_TRUE(kept.ok());
    for (const CatalogFile& file : *kept) found.push_back(file.name + ": " + file.text);
    return found;
  }

  const std::string folder = ::testing::TempDir() + "rule_store." + std::to_string(getpid());
  const RuleProposal proposal{"b", "an", "Theo '; DROP TABLE rule_proposal; --", {1'602'755'998}};
  std::unique_ptr<SqlDatabase> database;
  std::unique_ptr<SqlDatabase> reader;
  std::unique_ptr<RuleStore> store;
};

TEST_F(RuleStoreTest, AtFirstNothingIsInForceAndNothingWasDecided) {
  EXPECT_FALSE(*store->hash());
  EXPECT_TRUE(files().empty());
  EXPECT_FALSE(*store->proposal());
  EXPECT_FALSE(*store->approved());
}

TEST_F(RuleStoreTest, OneCatalogueIsInForceWithJustItsFiles) {
  ASSERT_TRUE(store->put("a", {{"units.csv", "code\n"}, {"a.toml", "x = 'Tỉnh'\n"}}).ok());
  EXPECT_EQ(*store->hash(), "a");
  EXPECT_EQ(files(), (std::vector<std::string>{"a.toml: x = 'Tỉnh'\n", "units.csv: code\n"}));
  ASSERT_TRUE(store->put("b", {{"a.toml", ""}}).ok());
  reopen();
  EXPECT_EQ(*store->hash(), "b");
  EXPECT_EQ(files(), std::vector<std::string>{"a.toml: "});
}

TEST_F(RuleStoreTest, WhatIsInForceIsDecidedNoMore) {
  ASSERT_TRUE(store->propose(proposal).ok());
  ASSERT_TRUE(store->approve("b").ok());
  ASSERT_TRUE(store->put("b", {{"a.toml", ""}}).ok());
  EXPECT_FALSE(*store->proposal());
  EXPECT_FALSE(*store->approved());
}

TEST_F(RuleStoreTest, OfTwoFilesWithOneNameNothingIsTaken) {
  ASSERT_TRUE(store->put("a", {{"a.toml", "1"}}).ok());
  ASSERT_TRUE(store->approve("b").ok());
  EXPECT_FALSE(store->put("b", {{"b.toml", "1"}, {"b.toml", "2"}}).ok());
  EXPECT_EQ(*store->hash(), "a");
  EXPECT_EQ(files(), std::vector<std::string>{"a.toml: 1"});
  EXPECT_EQ(*store->approved(), "b");
}

TEST_F(RuleStoreTest, TheLastProposalAndTheLastApprovalCount) {
  ASSERT_TRUE(store->propose({"a", "binh", "x", {1}}).ok());
  ASSERT_TRUE(store->propose(proposal).ok());
  EXPECT_EQ(*store->proposal(), proposal);
  ASSERT_TRUE(store->approve("a").ok());
  ASSERT_TRUE(store->approve("b").ok());
  EXPECT_EQ(*store->approved(), "b");
}

TEST_F(RuleStoreTest, AnApprovalIsKeptOfOneCatalogueAlone) {
  ASSERT_TRUE(store->propose(proposal).ok());
  ASSERT_TRUE(store->approve("b").ok());
  ASSERT_TRUE(store->keep_approval_of("b").ok());
  EXPECT_EQ(*store->approved(), "b");
  ASSERT_TRUE(store->keep_approval_of("c").ok());
  EXPECT_FALSE(*store->approved());
  EXPECT_EQ(*store->proposal(), proposal) << "it may be approved once its files are back";
}

TEST_F(RuleStoreTest, WhereThereIsNothingToForgetNothingIsWritten) {
  std::int64_t before = writes();
  ASSERT_TRUE(store->forget().ok());
  ASSERT_TRUE(store->keep_approval_of("a").ok());
  reopen();
  EXPECT_EQ(writes(), before);
  ASSERT_TRUE(store->approve("b").ok());
  EXPECT_NE(writes(), before);
  before = writes();
  ASSERT_TRUE(store->keep_approval_of("b").ok());
  EXPECT_EQ(writes(), before);
}

TEST_F(RuleStoreTest, AProposalAndAnApprovalAreForgottenEachByItselfToo) {
  ASSERT_TRUE(store->approve("b").ok());
  ASSERT_TRUE(store->forget().ok());
  EXPECT_FALSE(*store->approved());
  ASSERT_TRUE(store->propose(proposal).ok());
  ASSERT_TRUE(store->forget().ok());
  EXPECT_FALSE(*store->proposal());
}

}  // namespace
}  // namespace ioc::storage::rule_store_test
