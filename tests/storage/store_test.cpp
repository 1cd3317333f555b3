// The store as its users see it.
#include "storage/store.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rocksdb/db.h>

#include <fstream>
#include <thread>

#include "storage/database.h"
#include "storage/records.h"
#include "tests/storage/naive_state.h"

namespace ioc::storage::store_test {
namespace {

using model::Commit;
using model::ErrorCode;
using model::Tier;
using testing::made_commit;
using testing::NaiveState;
using testing::open_store;
using testing::settings_in;
using testing::TempFolder;
using testing::test_cubes;
using testing::text_of;

Commit commit_with(std::uint64_t revision) {
  Commit commit;
  commit.revision = revision;
  return commit;
}

model::PaneChange one_row(std::int64_t pane, std::int64_t count) {
  return {{1, Tier::fine, pane, 0, 0}, {1, {1, count}}};
}

void flush(Store& store) {
  std::vector<rocksdb::ColumnFamilyHandle*> tables;
  for (int i = 0; i < kTableCount; ++i) {
    tables.push_back(store.database().table(static_cast<Table>(i)));
  }
  ASSERT_TRUE(store.database().db().Flush({}, tables).ok());
}

TEST(Store, ManyCommitsReopenedAndFlushedEqualANaiveMap) {
  EXPECT_TRUE(rc::check([] {
    const TempFolder folder;
    StoreSettings settings = settings_in(folder / "state");
    settings.sync = false;
    settings.memory_bytes = *rc::gen::element(1 << 20, 8 << 20);
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const auto commit_count = *rc::gen::inRange<std::uint64_t>(1, 120);
    NaiveState naive;
    auto store = open_store(settings);
    for (std::uint64_t n = 1; n <= commit_count; ++n) {
      const Commit commit = made_commit(seed, n);
      const auto status = store->commit(commit);
      RC_ASSERT(status.ok());
      naive.apply(commit);
      if (n % 13 == 0) flush(*store);
      if (n % 31 == 0) {
        store.reset();
        store = open_store(settings);
      }
      if (n % 17 == 0) RC_ASSERT(text_of(*store) == naive.text());
      if (n % 43 == 0) {
        RC_ASSERT(store->database()
                      .db()
                      .CompactRange({}, store->database().table(Table::panes), nullptr, nullptr)
                      .ok());
      }
    }
    RC_ASSERT(text_of(*store) == naive.text());
    store.reset();
    store = open_store(settings);
    RC_ASSERT(text_of(*store) == naive.text());
    RC_ASSERT(store->revision() == commit_count);
  }));
}

TEST(Store, ChunksLargerThanTheCacheAreMergedFromTheDisk) {
  const TempFolder folder;
  StoreSettings settings = settings_in(folder / "state");
  settings.memory_bytes = 64 << 10;  // 16 KiB of chunks: most are read back from RocksDB
  settings.sync = false;
  auto store = open_store(settings);
  NaiveState naive;
  for (std::uint64_t n = 1; n <= 60; ++n) {
    Commit commit = made_commit(7, n, 60);
    for (std::int64_t pane = 0; pane < 40; ++pane) commit.panes.push_back(one_row(pane, 1));
    ASSERT_TRUE(store->commit(commit).ok());
    naive.apply(commit);
  }
  EXPECT_EQ(text_of(*store), naive.text());
}

TEST(Store, LivesAreReadByKeyAndOneAfterTheOtherAndGoWhenNothingIsLeft) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  const auto lifecycle = store->lifecycle_number("a").value();
  const auto other_lifecycle = store->lifecycle_number("b").value();
  const auto partition = store->partition_number({"lives", 0}).value();
  const auto other_partition = store->partition_number({"lives", 1}).value();
  const auto put = [&](std::uint64_t revision, std::vector<model::LifeChange> lives) {
    Commit commit = commit_with(revision);
    commit.partitions.resize(2);
    commit.partitions[0].partition = other_partition;
    commit.partitions[0].lives = {{lifecycle, "k", "x"}};
    commit.partitions[1].partition = partition;
    commit.partitions[1].lives = std::move(lives);
    ASSERT_TRUE(store->commit(commit).ok());
  };
  const auto from = [&](std::string_view first, std::size_t count_max = 10) {
    std::string text;
    EXPECT_TRUE(store
                    ->scan_lives(lifecycle, partition, first,
                                 [&](std::string_view key, std::string_view events) {
                                   if (count_max-- == 0) return false;
                                   text.append(key).append("=").append(events).append(" ");
                                   return true;
                                 })
                    .ok());
    return text;
  };
  put(1, {{lifecycle, "b", "2"},
          {lifecycle, "", "0"},
          {other_lifecycle, "b", "x"},
          {lifecycle, "\xff", "3"},
          {lifecycle, "a", "1"}});
  EXPECT_EQ(from(""), "=0 a=1 b=2 \xff=3 ");
  EXPECT_EQ(from("a", 1), "a=1 ");
  EXPECT_EQ(from("aa"), "b=2 \xff=3 ");
  put(2, {{lifecycle, "a", "11"}, {lifecycle, "b", ""}});
  put(3, {{lifecycle, "a", ""},
          {lifecycle, "a", "12"},
          {lifecycle, "\xff", "4"},
          {lifecycle, "\xff", ""}});
  EXPECT_EQ(from(""), "=0 a=12 ") << "the last one of a commit holds";
  std::string read;
  const std::vector<std::string_view> keys = {"b", "a"};
  EXPECT_TRUE(store
                  ->load_lives(lifecycle, partition, keys,
                               [&](std::size_t key, std::string_view events) {
                                 read += std::string(keys[key]) + "=" + std::string(events);
                               })
                  .ok());
  EXPECT_EQ(read, "a=12");
}

TEST(Store, OneAddressTwiceInACommitIsMergedTwice) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  Commit commit = commit_with(1);
  for (int i = 0; i < 600; ++i) commit.panes.push_back(one_row(i % 2, 1));
  ASSERT_TRUE(store->commit(commit).ok());
  std::vector<std::int64_t> counts;
  ASSERT_TRUE(store
                  ->load_panes(1, Tier::fine, 0, 2, true,
                               [&](const auto&, const model::PaneRows& rows) {
                                 counts.push_back(rows.words.at(1));
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(counts, (std::vector<std::int64_t>{300, 300}));
}

TEST(Store, PanesComeInTheOrderOfPaneChunkPartitionWithinTheRange) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  Commit commit = commit_with(1);
  for (const std::int64_t pane : {5, -2, 0, 9}) {
    for (const std::uint32_t chunk : {1u, 0u}) {
      for (const std::uint32_t partition : {2u, 0u}) {
        commit.panes.push_back({{1, Tier::hour, pane, chunk, partition}, {1, {1, 1}}});
      }
    }
  }
  ASSERT_TRUE(store->commit(commit).ok());
  std::vector<model::PaneAddress> seen;
  ASSERT_TRUE(store
                  ->load_panes(1, Tier::hour, -2, 9, false,
                               [&](const auto& at, const auto&) {
                                 seen.push_back(at);
                                 return true;
                               })
                  .ok());
  EXPECT_EQ(seen.size(), 12u);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.front().pane, -2);
  EXPECT_EQ(seen.back().pane, 5);
  int visits = 0;
  ASSERT_TRUE(store
                  ->load_panes(1, Tier::hour, -2, 9, false,
                               [&](const auto&, const auto&) { return ++visits < 3; })
                  .ok());
  EXPECT_EQ(visits, 3) << "a visitor that has enough is not called again";
}

TEST(Store, NumbersAreForGoodAndBecomeDurableWithACommit) {
  const TempFolder folder;
  const StoreSettings settings = settings_in(folder / "state");
  {
    auto store = std::move(Store::open(settings)).value();
    EXPECT_EQ(store->cube_number(test_cubes()[1]).value(), 0u);
    EXPECT_EQ(store->cube_number(test_cubes()[0]).value(), 1u);
    EXPECT_EQ(store->cube_number(test_cubes()[1]).value(), 0u);
    EXPECT_EQ(store->partition_number({"a", 1}).value(), 0u);
    EXPECT_EQ(store->partition_number({"a", 0}).value(), 1u);
    ASSERT_TRUE(store->commit(commit_with(1)).ok());
    EXPECT_EQ(store->partition_number({"never committed", 0}).value(), 2u);
  }
  auto store = std::move(Store::open(settings)).value();
  EXPECT_EQ(store->cube_number(test_cubes()[0]).value(), 1u);
  EXPECT_EQ(store->partition_number({"b", 0}).value(), 2u);
  EXPECT_EQ(store->partition_number({"a", 0}).value(), 1u);
}

TEST(Store, ACubeThatBeginsAnewHasNothingOfWhatWasStored) {
  const TempFolder folder;
  const StoreSettings settings = settings_in(folder / "state");
  const auto panes_of = [](const Store& store, model::CubeNumber cube) {
    int count = 0;
    EXPECT_TRUE(store
                    .load_panes(cube, Tier::fine, INT64_MIN, INT64_MAX, false,
                                [&](const auto&, const auto&) { return ++count > 0; })
                    .ok());
    return count;
  };
  {
    auto store = open_store(settings);
    Commit commit = commit_with(1);
    commit.groups.push_back({1, 0, {{"a"}}});
    commit.groups.push_back({2, 0, {{"b"}}});
    commit.panes.push_back(one_row(-3, 5));
    commit.panes.push_back(one_row(8, 5));
    ASSERT_TRUE(store->commit(commit).ok());
    flush(*store);
  }
  auto store = open_store(settings);
  const auto number = store->new_cube_number(test_cubes()[1]);
  ASSERT_TRUE(number.ok());
  EXPECT_EQ(*number, test_cubes().size());
  EXPECT_EQ(panes_of(*store, *number), 0);
  EXPECT_EQ(panes_of(*store, 1), 2) << "until the next commit all is as it was";
  Commit commit = commit_with(2);
  commit.panes.push_back({{*number, Tier::fine, 8, 0, 0}, {1, {2, 1}}});
  ASSERT_TRUE(store->commit(commit).ok());
  EXPECT_EQ(panes_of(*store, 1), 0);
  EXPECT_TRUE(store->groups(1)->empty());
  EXPECT_EQ(store->groups(2)->size(), 1u);
  store.reset();
  store = std::move(Store::open(settings)).value();
  EXPECT_EQ(store->cube_number(test_cubes()[1]).value(), *number);
  EXPECT_EQ(panes_of(*store, *number), 1);
}

TEST(Store, ACubeWithAnotherRowLayoutIsRefused) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  const auto number = store->cube_number(testing::cube_of("two words", {model::SlotKind::minimum}));
  ASSERT_FALSE(number.ok());
  EXPECT_EQ(number.error().code, ErrorCode::internal);
}

TEST(Store, ACommitThatBreaksItsContractChangesNothing) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  ASSERT_TRUE(store->commit(made_commit(1, 5)).ok());
  const std::string before = text_of(*store);
  std::vector<Commit> breaches(5, commit_with(6));
  breaches[0].revision = 5;
  breaches[1].panes.push_back({{9, Tier::fine, 0, 0, 0}, {1, {1, 1}}});
  breaches[2].panes.push_back({{1, Tier::fine, 0, 0, 0}, {3, {1, 1}}});
  breaches[3].panes.push_back({{1, Tier::fine, 0, 0, 99}, {1, {1, 1}}});
  breaches[4].partitions.push_back({99, {}, {}, INT64_MIN, {}});
  for (const Commit& breach : breaches) {
    const auto status = store->commit(breach);
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::internal);
  }
  EXPECT_EQ(text_of(*store), before);
  EXPECT_TRUE(store->commit(commit_with(6)).ok());
}

TEST(Store, TheOutboxIsReadInOrderInBoundedBatches) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  Commit commit = commit_with(1);
  for (const std::uint64_t sequence : {300u, 2u, 256u, 255u, 7u}) {
    commit.outbox.push_back({sequence, "t", std::nullopt, "v", {}});
  }
  ASSERT_TRUE(store->commit(commit).ok());
  const auto sequences = [&](std::uint64_t from, std::size_t count_max) {
    std::vector<std::uint64_t> found;
    const auto entries = store->outbox(from, count_max);
    for (const auto& entry : entries.value()) found.push_back(entry.sequence);
    return found;
  };
  EXPECT_EQ(sequences(0, 3), (std::vector<std::uint64_t>{2, 7, 255}));
  EXPECT_EQ(sequences(8, 9), (std::vector<std::uint64_t>{255, 256, 300}));
  EXPECT_TRUE(sequences(0, 0).empty());
  commit = commit_with(2);
  commit.outbox_done = 256;
  ASSERT_TRUE(store->commit(commit).ok());
  EXPECT_EQ(sequences(0, 9), (std::vector<std::uint64_t>{256, 300}));
}

TEST(Store, AnExpiredPaneStaysGoneAndBeginsAnewWhenItComesAgain) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  Commit commit = commit_with(1);
  commit.panes = {one_row(3, 10), one_row(4, 20)};
  ASSERT_TRUE(store->commit(commit).ok());
  commit = commit_with(2);
  commit.expiries.push_back({1, Tier::fine, 4});
  ASSERT_TRUE(store->commit(commit).ok());
  commit = commit_with(3);
  commit.panes = {one_row(3, 1)};
  ASSERT_TRUE(store->commit(commit).ok());
  std::vector<std::int64_t> counts;
  const auto collect = [&](const auto&, const model::PaneRows& rows) {
    counts.push_back(rows.words.at(1));
    return true;
  };
  ASSERT_TRUE(store->load_panes(1, Tier::fine, 0, 9, true, collect).ok());
  EXPECT_EQ(counts, (std::vector<std::int64_t>{1, 20}));
  commit = commit_with(4);
  commit.expiries.push_back({1, Tier::fine, 4});
  ASSERT_TRUE(store->commit(commit).ok());
  counts.clear();
  ASSERT_TRUE(store->load_panes(1, Tier::fine, 0, 9, true, collect).ok());
  EXPECT_EQ(counts, (std::vector<std::int64_t>{20}));
}

TEST(Store, NothingIsDeletedWhenNothingLiesBelow) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  Commit commit = commit_with(1);
  commit.panes = {one_row(3, 10)};
  commit.outbox.push_back({5, "t", std::nullopt, "v", {}});
  commit.partitions.push_back({0, {}, {{3, {{1, 1}}}}, INT64_MIN, {}});
  ASSERT_TRUE(store->commit(commit).ok());
  commit = commit_with(2);
  commit.expiries.push_back({1, Tier::fine, 3});
  commit.outbox_done = 5;
  commit.partitions.push_back({0, {}, {}, 3, {}});
  ASSERT_TRUE(store->commit(commit).ok());
  for (const Table table : {Table::panes, Table::ids, Table::outbox}) {
    std::uint64_t deletes = 1;
    store->database().db().GetIntProperty(store->database().table(table),
                                          "rocksdb.num-deletes-active-mem-table", &deletes);
    EXPECT_EQ(deletes, 0u);
  }
}

TEST(Store, MetaTextsBecomeDurableWithTheNextCommit) {
  const TempFolder folder;
  const StoreSettings settings = settings_in(folder / "state");
  {
    auto store = open_store(settings);
    store->put_meta("catalog", "hash 1");
    EXPECT_FALSE(store->meta("catalog").value().has_value());
    ASSERT_TRUE(store->commit(commit_with(1)).ok());
    EXPECT_EQ(store->meta("catalog").value(), "hash 1");
    store->put_meta("catalog", "never committed");
  }
  EXPECT_EQ(open_store(settings)->meta("catalog").value(), "hash 1");
}

TEST(Store, AViewStaysAsItWasWhileCommitsGoOn) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  for (std::uint64_t n = 1; n <= 20; ++n) ASSERT_TRUE(store->commit(made_commit(3, n)).ok());
  const auto view = store->view();
  std::thread reader([&] {
    const std::string expected = testing::expected_text(3, 20);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(text_of(*view), expected);
  });
  for (std::uint64_t n = 21; n <= 80; ++n) EXPECT_TRUE(store->commit(made_commit(3, n)).ok());
  reader.join();
  EXPECT_EQ(text_of(*store), testing::expected_text(3, 80));
}

TEST(Store, ARevisionBeginsAtItsFloorAndNeverFalls) {
  const TempFolder folder;
  StoreSettings settings = settings_in(folder / "state");
  settings.revision_floor = 1000;
  {
    auto store = open_store(settings);
    EXPECT_EQ(store->revision(), 1000u);
    EXPECT_FALSE(store->commit(commit_with(1000)).ok());
    ASSERT_TRUE(store->commit(commit_with(2500)).ok());
    EXPECT_EQ(store->revision(), 2500u);
  }
  settings.revision_floor = 2000;
  EXPECT_EQ(open_store(settings)->revision(), 2500u);
  settings.revision_floor = 3000;
  EXPECT_EQ(open_store(settings)->revision(), 3000u);
}

TEST(Store, ASecondOneIsToldThatTheDirectoryIsInUse) {
  const TempFolder folder;
  const auto store = open_store(settings_in(folder / "state"));
  const auto second = Store::open(settings_in(folder / "state"));
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message().find("already in use"), std::string::npos);
}

TEST(Store, AStateOfANewerSchemaIsRefused) {
  const TempFolder folder;
  {
    const auto store = open_store(settings_in(folder / "state"));
    rocksdb::DB& db = store->database().db();
    ASSERT_TRUE(db.Put({}, store->database().table(Table::records),
                       record_key(RecordKind::meta, kSchemaName), encode_number(kSchema + 1))
                    .ok());
  }
  const auto store = Store::open(settings_in(folder / "state"));
  ASSERT_FALSE(store.ok());
  EXPECT_NE(store.error().message().find("newer"), std::string::npos);
}

TEST(Store, AStateOfAnOlderSchemaIsReadAndRaised) {
  const TempFolder folder;
  const auto schema = [](Store& store) -> std::string {
    std::string value;
    store.database().db().Get({}, store.database().table(Table::records),
                              record_key(RecordKind::meta, kSchemaName), &value);
    return value;
  };
  {
    const auto store = open_store(settings_in(folder / "state"));
    ASSERT_TRUE(store->database()
                    .db()
                    .Put({}, store->database().table(Table::records),
                         record_key(RecordKind::meta, kSchemaName), encode_number(1))
                    .ok());
  }
  const auto store = open_store(settings_in(folder / "state"));
  EXPECT_EQ(schema(*store), encode_number(kSchema));
}

TEST(Store, AStateThatLostItsHeadIsNotBegunAnew) {
  const TempFolder folder;
  {
    const auto store = open_store(settings_in(folder / "state"));
    ASSERT_TRUE(store->commit(made_commit(1, 1)).ok());
    flush(*store);
  }
  std::filesystem::remove(folder / "state/CURRENT");
  const auto store = Store::open(settings_in(folder / "state"));
  ASSERT_FALSE(store.ok());
  EXPECT_NE(store.error().message().find("damaged"), std::string::npos);
}

TEST(Store, ADamagedFileIsFoundWhenItIsRead) {
  const TempFolder folder;
  {
    const auto store = open_store(settings_in(folder / "state"));
    for (std::uint64_t n = 1; n <= 50; ++n) ASSERT_TRUE(store->commit(made_commit(1, n)).ok());
    flush(*store);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder / "state")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20);
    file.put('\x5a');
  }
  const auto store = Store::open(settings_in(folder / "state"));
  if (!store.ok()) {
    EXPECT_NE(store.error().message().find("damaged"), std::string::npos);
  } else {
    EXPECT_EQ(text_of(*store.value()).find("revision"), std::string::npos);
  }
}

TEST(Store, StatsTellOfCommitsAndMemory) {
  const TempFolder folder;
  auto store = open_store(settings_in(folder / "state"));
  for (std::uint64_t n = 1; n <= 50; ++n) ASSERT_TRUE(store->commit(made_commit(1, n)).ok());
  flush(*store);
  const StoreStats stats = store->stats();
  EXPECT_EQ(stats.commits, 50u);
  EXPECT_GT(stats.commit_seconds, 0);
  EXPECT_GT(stats.memory_bytes, 1000u);
  EXPECT_GT(stats.panes_bytes, 100u);
  EXPECT_GT(stats.ids_bytes, 100u);
  EXPECT_FALSE(stats.failed);
  EXPECT_FALSE(stats.write_stopped);
}

}  // namespace
}  // namespace ioc::storage::store_test
