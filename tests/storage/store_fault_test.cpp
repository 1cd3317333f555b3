// Every n-th append, sync and rename fails once: whatever happens, the state after opening again is
// that of the last acknowledged commit, or of the one whose outcome nobody knew.
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "storage/database.h"
#include "tests/storage/faulty_disk.h"
#include "tests/storage/naive_state.h"

namespace ioc::storage::store_fault_test {
namespace {

using testing::expected_text;
using testing::Fault;
using testing::FaultyDisk;
using testing::made_commit;
using testing::settings_in;
using testing::TempFolder;
using testing::text_of;

constexpr std::uint64_t kSeed = 11;
constexpr std::uint64_t kCommits = 24;

struct Outcome {
  std::uint64_t acknowledged = 0;
  bool fired = false;
};

void flush(Store& store) {
  std::vector<rocksdb::ColumnFamilyHandle*> tables;
  for (int i = 0; i < kTableCount; ++i) {
    tables.push_back(store.database().table(static_cast<Table>(i)));
  }
  (void)store.database().db().Flush({}, tables);
}

// Commits until the fault or the end, flushing now and then.
Outcome run(const StoreSettings& settings, FaultyDisk& disk) {
  Outcome outcome;
  auto store = Store::open(settings);
  if (store.ok()) {
    testing::name_all(*store.value());
    for (std::uint64_t n = 1; n <= kCommits; ++n) {
      const auto status = store.value()->commit(made_commit(kSeed, n));
      if (!status.ok()) {
        // S3: the error stays, for every call.
        EXPECT_FALSE(store.value()->commit(made_commit(kSeed, n + 1)).ok());
        EXPECT_FALSE(store.value()->marks().ok());
        EXPECT_TRUE(store.value()->stats().failed);
        break;
      }
      outcome.acknowledged = n;
      if (n % 7 == 0) flush(*store.value());
    }
  }
  outcome.fired = disk.fired() > 0;
  return outcome;
}

void check_reopened(const StoreSettings& settings, std::uint64_t acknowledged) {
  auto store = Store::open(settings);
  ASSERT_TRUE(store.ok()) << store.error().message();
  testing::name_all(*store.value());
  const std::uint64_t found = store.value()->committed_revision().value();
  EXPECT_GE(found, acknowledged);
  EXPECT_LE(found, acknowledged + 1);
  ASSERT_EQ(text_of(*store.value()), expected_text(kSeed, found));
  // And work goes on as if nothing had been.
  for (std::uint64_t n = found + 1; n <= found + 5; ++n) {
    const auto status = store.value()->commit(made_commit(kSeed, n));
    ASSERT_TRUE(status.ok()) << status.error().message();
  }
  ASSERT_EQ(text_of(*store.value()), expected_text(kSeed, found + 5));
}

// Sweeps n until a run without a fault; returns how many faults were met.
int sweep(Fault fault, bool stays_broken) {
  int met = 0;
  for (int n = 1;; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    const TempFolder folder;
    auto disk = std::make_shared<FaultyDisk>();
    testing::FaultyEnvironment environment(disk);
    StoreSettings settings = settings_in(folder / "state");
    settings.environment = &environment;
    disk->fail_at(fault, n, stays_broken);
    const Outcome outcome = run(settings, *disk);
    disk->mend();
    check_reopened(settings, outcome.acknowledged);
    if (::testing::Test::HasFatalFailure()) return met;
    if (!outcome.fired) {
      EXPECT_EQ(outcome.acknowledged, kCommits);
      return met;
    }
    ++met;
  }
}

TEST(StoreFaults, EveryFailedSyncLeavesOneWholeCommit) {
  EXPECT_GT(sweep(Fault::sync_io, false), 20);
  EXPECT_GT(sweep(Fault::sync_io, true), 20);
}

TEST(StoreFaults, EveryFailedAppendLeavesOneWholeCommit) {
  EXPECT_GT(sweep(Fault::append_io, false), 30);
}

TEST(StoreFaults, EveryFullDiskLeavesOneWholeCommit) {
  EXPECT_GT(sweep(Fault::append_no_space, true), 30);
}

TEST(StoreFaults, EveryTornRecordLeavesOneWholeCommit) {
  EXPECT_GT(sweep(Fault::append_torn, true), 30);
}

TEST(StoreFaults, EveryFailedRenameLeavesOneWholeCommit) {
  EXPECT_GT(sweep(Fault::rename_io, true), 0);
}

// Commits pile up behind a flush that is slow and then fails: they must be let go with its error.
TEST(StoreFaults, AFlushThatFailsInTheBackgroundStopsTheStoreAndNothingWaitsForEver) {
  const TempFolder folder;
  auto disk = std::make_shared<FaultyDisk>();
  testing::FaultyEnvironment environment(disk);
  StoreSettings settings = settings_in(folder / "state");
  settings.environment = &environment;
  settings.memory_bytes = 1 << 20;
  settings.sync = false;  // commits themselves sync nothing, so only a flush can meet the fault
  std::uint64_t acknowledged = 0;
  {
    auto store = testing::open_store(settings);
    disk->fail_slowly(std::chrono::milliseconds(1000));
    disk->fail_at(Fault::sync_io, 1, true);
    for (std::uint64_t n = 1; n <= 100'000; ++n) {
      if (!store->commit(made_commit(kSeed, n)).ok()) break;
      acknowledged = n;
    }
    EXPECT_LT(acknowledged, 100'000u);
    EXPECT_GT(acknowledged, 0u);
    EXPECT_TRUE(store->stats().failed);
  }
  disk->mend();
  check_reopened(settings, acknowledged);
}

}  // namespace
}  // namespace ioc::storage::store_fault_test
