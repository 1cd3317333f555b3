// Killed in the middle of commits, or copied while it runs: what is found is a whole commit, and
// never an older one than was acknowledged.
//
// The victim is this same program started anew (a fork alone would lack RocksDB's threads): it
// commits without end and tells each acknowledged number through a pipe.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "tests/storage/naive_state.h"

namespace ioc::storage::store_crash_test {
namespace {

using testing::expected_text;
using testing::made_commit;
using testing::open_store;
using testing::settings_in;
using testing::TempFolder;
using testing::text_of;

constexpr std::uint64_t kSeed = 5;
constexpr const char* kVictimDirectory = "IOC_STORAGE_VICTIM_DIRECTORY";
constexpr const char* kVictimPipe = "IOC_STORAGE_VICTIM_PIPE";

TEST(StoreCrash, VictimCommitsUntilItIsKilled) {
  const char* directory = std::getenv(kVictimDirectory);
  if (directory == nullptr) GTEST_SKIP() << "started by the other test only";
  const int pipe_end = std::atoi(std::getenv(kVictimPipe));
  StoreSettings settings = settings_in(directory);
  settings.memory_bytes = 1 << 20;  // flushes and compactions all the time
  const auto store = open_store(settings);
  for (std::uint64_t n = store->revision() + 1;; ++n) {
    if (!store->commit(made_commit(kSeed, n)).ok()) _exit(3);
    if (write(pipe_end, &n, sizeof n) != sizeof n) _exit(4);
  }
}

// Starts the victim and kills it after `life`, counted from its start (then it may die while it
// opens) or from its first commit; the highest number it acknowledged.
std::uint64_t run_victim(const std::string& directory, std::chrono::microseconds life,
                         bool from_start) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    setenv(kVictimDirectory, directory.c_str(), 1);
    setenv(kVictimPipe, std::to_string(ends[1]).c_str(), 1);
    execl("/proc/self/exe", "victim", "--gtest_filter=StoreCrash.VictimCommitsUntilItIsKilled",
          "--gtest_brief=1", nullptr);
    _exit(5);
  }
  close(ends[1]);
  std::uint64_t acknowledged = 0;
  std::uint64_t number = 0;
  const auto read_number = [&] { return read(ends[0], &number, sizeof number) == sizeof number; };
  if (!from_start && read_number()) acknowledged = number;
  std::thread killer([&] {
    std::this_thread::sleep_for(life);
    kill(child, SIGKILL);
  });
  while (read_number()) acknowledged = number;
  killer.join();
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the victim ended by itself";
  return acknowledged;
}

TEST(StoreCrash, KilledAtAnyMomentItLeavesAWholeCommitNoOlderThanAcknowledged) {
  const TempFolder folder;
  std::mt19937 random(1);
  std::uint64_t acknowledged = 0;
  for (int round = 0; round < 25; ++round) {
    const auto life = std::chrono::microseconds(random() % 100'000);
    const std::uint64_t told = run_victim(folder / "state", life, round % 4 == 0);
    acknowledged = std::max(acknowledged, told);
    const auto store = open_store(settings_in(folder / "state"));
    ASSERT_NE(store, nullptr);
    const std::uint64_t found = store->committed_revision().value();
    ASSERT_GE(found, acknowledged);
    ASSERT_LE(found, acknowledged + 1);
    ASSERT_EQ(text_of(*store), expected_text(kSeed, found));
    acknowledged = found;
  }
  EXPECT_GT(acknowledged, 50u);
}

TEST(StoreCrash, ACopyOfTheFilesOfAnOpenStoreIsItsNewestCommit) {
  const TempFolder folder;
  const auto store = open_store(settings_in(folder / "state"));
  for (std::uint64_t n = 1; n <= 30; ++n) {
    ASSERT_TRUE(store->commit(made_commit(kSeed, n)).ok());
    if (n % 6 != 0) continue;
    const std::string copy = folder / ("copy" + std::to_string(n));
    std::filesystem::copy(folder / "state", copy);
    EXPECT_EQ(text_of(*open_store(settings_in(copy))), expected_text(kSeed, n));
  }
}

TEST(StoreCrash, ALogCutAnywhereLeavesAWholeEarlierCommit) {
  const TempFolder folder;
  const auto store = open_store(settings_in(folder / "state"));
  for (std::uint64_t n = 1; n <= 12; ++n) ASSERT_TRUE(store->commit(made_commit(kSeed, n)).ok());
  std::mt19937 random(2);
  for (int round = 0; round < 60; ++round) {
    const std::string copy = folder / ("cut" + std::to_string(round));
    std::filesystem::copy(folder / "state", copy);
    for (const auto& entry : std::filesystem::directory_iterator(copy)) {
      if (entry.path().extension() != ".log") continue;
      std::filesystem::resize_file(entry.path(), random() % (entry.file_size() + 1));
    }
    const auto cut = open_store(settings_in(copy));
    ASSERT_NE(cut, nullptr);
    const std::uint64_t found = cut->committed_revision().value();
    ASSERT_EQ(text_of(*cut), expected_text(kSeed, found)) << "cut to commit " << found;
    std::filesystem::remove_all(copy);
  }
}

}  // namespace
}  // namespace ioc::storage::store_crash_test
