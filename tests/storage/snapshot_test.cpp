// Snapshots: whole, checked byte for byte, and usable.
#include "storage/snapshot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <thread>

#include "storage/store.h"
#include "tests/storage/naive_state.h"

namespace ioc::storage::snapshot_test {
namespace {

namespace fs = std::filesystem;
using testing::expected_text;
using testing::made_commit;
using testing::open_store;
using testing::settings_in;
using testing::TempFolder;
using testing::text_of;

std::unique_ptr<Store> store_with(const std::string& directory, std::uint64_t commits) {
  auto store = open_store(settings_in(directory));
  for (std::uint64_t n = 1; n <= commits; ++n) {
    EXPECT_TRUE(store->commit(made_commit(4, n)).ok());
  }
  return store;
}

TEST(Snapshot, RestoredIsWhatItWasAndTheRevisionDoesNotFall) {
  const TempFolder folder;
  const auto store = store_with(folder / "state", 30);
  const auto made = create_snapshot(*store, folder / "backups/one");
  ASSERT_TRUE(made.ok()) << made.error().message();
  EXPECT_EQ(made.value().revision, 30u);
  ASSERT_EQ(made.value().partitions.size(), 3u);
  EXPECT_EQ(made.value().partitions[0].name.topic, "one-stop-shop.dossiers");
  for (std::uint64_t n = 31; n <= 60; ++n) ASSERT_TRUE(store->commit(made_commit(4, n)).ok());

  const auto restored = restore_snapshot(folder / "backups/one", folder / "restored");
  ASSERT_TRUE(restored.ok()) << restored.error().message();
  EXPECT_EQ(restored.value(), made.value());
  StoreSettings settings = settings_in(folder / "restored");
  settings.revision_floor = 1000;
  const auto again = open_store(settings);
  ASSERT_NE(again, nullptr);
  EXPECT_EQ(text_of(*again), expected_text(4, 30));
  EXPECT_EQ(again->revision(), 1000u);  // above all that the lost state had published
  model::Commit stale;
  stale.revision = 61;
  EXPECT_FALSE(again->commit(stale).ok());
}

TEST(Snapshot, EveryFlippedByteIsFound) {
  const TempFolder folder;
  const auto store = store_with(folder / "state", 20);
  ASSERT_TRUE(create_snapshot(*store, folder / "one").ok());
  ASSERT_TRUE(verify_snapshot(folder / "one").ok());
  for (const auto& entry : fs::directory_iterator(folder / "one")) {
    const auto size = static_cast<std::streamoff>(entry.file_size());
    for (const std::streamoff at : {std::streamoff{0}, size / 2, size - 1}) {
      if (at < 0 || size == 0) continue;
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      const auto flip = [&] {
        file.seekg(at);
        const char byte = static_cast<char>(file.get() ^ 0x10);
        file.seekp(at);
        file.put(byte);
        file.flush();
      };
      flip();
      EXPECT_FALSE(verify_snapshot(folder / "one").ok()) << entry.path() << " at " << at;
      EXPECT_FALSE(restore_snapshot(folder / "one", folder / "target").ok());
      EXPECT_FALSE(fs::exists(folder / "target"));
      flip();
    }
  }
  EXPECT_TRUE(restore_snapshot(folder / "one", folder / "target").ok());
}

TEST(Snapshot, AMissingAnAddedAndACutFileAreFound) {
  const TempFolder folder;
  const auto store = store_with(folder / "state", 20);
  const auto made = create_snapshot(*store, folder / "one");
  ASSERT_TRUE(made.ok());
  const auto copy_with = [&](const std::string& name, const auto& change) {
    fs::copy(folder / "one", folder / name);
    change(folder / name);
    return verify_snapshot(folder / name);
  };
  EXPECT_TRUE(copy_with("same", [](const std::string&) {}).ok());
  EXPECT_FALSE(
      copy_with("added", [](const std::string& in) { std::ofstream(in + "/x") << "x"; }).ok());
  EXPECT_FALSE(copy_with("missing", [&](const std::string& in) {
                 fs::remove(in + "/" + made.value().files.front().name);
               }).ok());
  EXPECT_FALSE(
      copy_with("unnamed", [](const std::string& in) { fs::remove(in + "/snapshot.txt"); }).ok());
  EXPECT_FALSE(copy_with("swapped", [&](const std::string& in) {
                 fs::remove(in + "/CURRENT");
                 std::ofstream(in + "/other") << "x";
               }).ok());
}

TEST(Snapshot, NothingIsOverwritten) {
  const TempFolder folder;
  const auto store = store_with(folder / "state", 5);
  ASSERT_TRUE(create_snapshot(*store, folder / "one").ok());
  EXPECT_FALSE(create_snapshot(*store, folder / "one").ok());
  const auto onto_a_state = restore_snapshot(folder / "one", folder / "state");
  ASSERT_FALSE(onto_a_state.ok());
  EXPECT_NE(onto_a_state.error().message().find("not empty"), std::string::npos);
  fs::create_directory(folder / "empty");
  EXPECT_TRUE(restore_snapshot(folder / "one", folder / "empty").ok());
}

TEST(Snapshot, ALeftOverPartialOneIsReplaced) {
  const TempFolder folder;
  const auto store = store_with(folder / "state", 5);
  fs::create_directory(folder / "one.partial");
  std::ofstream(folder / "one.partial/000001.sst") << "half";
  ASSERT_TRUE(create_snapshot(*store, folder / "one").ok());
  EXPECT_FALSE(fs::exists(folder / "one.partial"));
  EXPECT_TRUE(verify_snapshot(folder / "one").ok());
}

TEST(Snapshot, MadeWhileCommitsGoOnItIsExactlyTheCommitItNames) {
  const TempFolder folder;
  const auto store = store_with(folder / "state", 10);
  std::atomic<bool> done = false;
  // Bounded: the expected state is computed again from the first commit on.
  std::thread committer([&] {
    for (std::uint64_t n = 11; n < 2000 && !done; ++n) {
      EXPECT_TRUE(store->commit(made_commit(4, n)).ok());
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  for (int i = 0; i < 20; ++i) {
    const std::string name = folder / ("snapshot" + std::to_string(i));
    const auto made = create_snapshot(*store, name);
    EXPECT_TRUE(made.ok()) << made.error().message();
    if (!made.ok()) break;
    EXPECT_TRUE(restore_snapshot(name, name + ".state").ok());
    EXPECT_EQ(text_of(*open_store(settings_in(name + ".state"))),
              expected_text(4, made.value().revision));
  }
  done = true;
  committer.join();
}

}  // namespace
}  // namespace ioc::storage::snapshot_test
