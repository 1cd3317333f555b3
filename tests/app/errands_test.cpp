// Slow work beside the server (app/errands.h).
#include "app/errands.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace ioc::app::errands_test {
namespace {

TEST(Errands, SoManyRunSoManyWaitAndNoMore) {
  std::atomic<int> done{0};
  std::promise<void> go, two_run;
  std::shared_future<void> may_go = go.get_future().share();
  std::atomic<int> running{0};
  Errands errands(2, 3);
  const auto errand = [&] {
    if (++running == 2) two_run.set_value();
    may_go.wait();
    ++done;
  };
  ASSERT_TRUE(errands.take(errand) && errands.take(errand));
  two_run.get_future().wait();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(errands.take([&] { ++done; }));
  EXPECT_FALSE(errands.take([&] { ++done; }));
  go.set_value();
  while (done < 5) std::this_thread::yield();
  errands.stop();
  EXPECT_FALSE(errands.take([&] { ++done; }));
  EXPECT_EQ(done, 5);
}

}  // namespace
}  // namespace ioc::app::errands_test
