// One process at a time.
#include "storage/directory_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>

#include "tests/storage/naive_state.h"

namespace ioc::storage::directory_lock_test {
namespace {

TEST(DirectoryLock, KeepsASecondOneOutUntilTheFirstIsGone) {
  const testing::TempFolder folder;
  auto first = DirectoryLock::take(folder / "state");
  ASSERT_TRUE(first.ok());
  const auto second = DirectoryLock::take(folder / "state");
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().text.find("already in use"), std::string::npos);
  first.value().reset();
  EXPECT_TRUE(DirectoryLock::take(folder / "state").ok());
}

TEST(DirectoryLock, IsFreeAfterItsProcessWasKilled) {
  const testing::TempFolder folder;
  const std::string directory = folder / "state";
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = DirectoryLock::take(directory);
    if (write(ready[1], lock.ok() ? "y" : "n", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(DirectoryLock::take(directory).ok());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(DirectoryLock::take(directory).ok());
}

TEST(DirectoryLock, SaysWhyADirectoryCannotBeMade) {
  const auto lock = DirectoryLock::take("/proc/no-such-place/state");
  ASSERT_FALSE(lock.ok());
  EXPECT_EQ(lock.error().code, model::ErrorCode::io);
}

}  // namespace
}  // namespace ioc::storage::directory_lock_test
