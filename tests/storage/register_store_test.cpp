// Registers: what is kept, and what the database refuses (storage/register_store.h).
#include "storage/register_store.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "model/limits.h"

namespace ioc::storage::register_store_test {
namespace {

using model::EntryState;
using model::RegisterEntry;

struct RegisterStoreTest : ::testing::Test {
  RegisterStoreTest() {
    std::filesystem::create_directories(folder);
    auto opened = SqlDatabase::open(folder + "/people.db");
    EXPECT_TRUE(opened.ok());
    database = *std::move(opened);
    auto made = RegisterStore::open(*database);
    EXPECT_TRUE(made.ok()) << made.error().message();
    store = *std::move(made);
  }
  ~RegisterStoreTest() override {
    store.reset();
    database.reset();
    std::filesystem::remove_all(folder);
  }
  static RegisterEntry entry(const std::string& unit = "502") {
    RegisterEntry entry;
    entry.of = model::Register::regulations;
    entry.unit = unit;
    entry.owner = "49";
    entry.title = "Điều 3";
    entry.text = "'; DROP TABLE account; --";
    entry.due = 18'600;
    entry.by = "an";
    entry.name = "Nguyễn An";
    entry.at = {1'602'755'998'120};
    return entry;
  }

  const std::string folder = ::testing::TempDir() + "register_store";
  std::unique_ptr<SqlDatabase> database;
  std::unique_ptr<RegisterStore> store;
};

TEST_F(RegisterStoreTest, AnEntryComesBackAsItWasRaised) {
  const auto number = store->add(entry());
  ASSERT_TRUE(number.ok()) << number.error().message();
  const auto found = store->find(*number);
  ASSERT_TRUE(found.ok() && *found);
  EXPECT_EQ((*found)->of, model::Register::regulations);
  EXPECT_EQ((*found)->unit + (*found)->owner + (*found)->title, "50249Điều 3");
  EXPECT_EQ((*found)->text, entry().text);
  EXPECT_EQ((*found)->due, 18'600);
  EXPECT_EQ((*found)->at.ms, entry().at.ms);
  EXPECT_EQ((*found)->state, EntryState::open);
  EXPECT_FALSE((*found)->answered_at);
  EXPECT_FALSE(*store->find(*number + 1));
}

TEST_F(RegisterStoreTest, AnAnswerIsKeptWithWhoAndWhenAndClosedIsClosed) {
  const std::int64_t number = *store->add(entry());
  ASSERT_TRUE(store->answer(number, "Đã sửa", "binh", "Trần Bình", {5}).ok());
  RegisterEntry kept = **store->find(number);
  EXPECT_EQ(kept.answer + kept.answered_by + kept.answered_name, "Đã sửabinhTrần Bình");
  EXPECT_EQ(kept.answered_at->ms, 5);
  EXPECT_EQ(kept.state, EntryState::answered);
  ASSERT_TRUE(store->set_state(number, EntryState::answered, EntryState::closed).ok());
  EXPECT_EQ(store->answer(number, "x", "binh", "", {6}).error().code,
            model::ErrorCode::check_failed);
  EXPECT_EQ(store->set_state(number, EntryState::answered, EntryState::open).error().code,
            model::ErrorCode::check_failed)
      << "somebody else was first";
  ASSERT_TRUE(store->set_state(number, EntryState::closed, EntryState::open).ok());
  EXPECT_EQ((*store->find(number))->answer, "Đã sửa");
}

TEST_F(RegisterStoreTest, WhatWasRaisedIsNeverChangedOrRemoved) {
  ASSERT_TRUE(store->add(entry()).ok());
  for (const char* sql :
       {"UPDATE register_entry SET text = 'x'", "UPDATE register_entry SET owner = '502'",
        "UPDATE register_entry SET due_day = 0", "DELETE FROM register_entry"}) {
    EXPECT_FALSE(database->run(sql).ok()) << sql;
  }
}

TEST_F(RegisterStoreTest, TheNewestStandsFirstAndAUnitMayWaitForSoMany) {
  for (std::size_t i = 0; i < model::kRegisterOpenMax; ++i) ASSERT_TRUE(store->add(entry()).ok());
  const auto all = store->all();
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->size(), model::kRegisterOpenMax);
  EXPECT_GT(all->front().number, all->back().number);
  EXPECT_EQ(store->add(entry()).error().code, model::ErrorCode::usage);
  EXPECT_TRUE(store->add(entry("503")).ok());
  ASSERT_TRUE(store->set_state(all->front().number, EntryState::open, EntryState::closed).ok());
  EXPECT_TRUE(store->add(entry()).ok());
}

}  // namespace
}  // namespace ioc::storage::register_store_test
