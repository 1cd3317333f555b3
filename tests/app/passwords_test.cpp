// Password hashes and rules (app/passwords.h).
#include "app/passwords.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <set>

#include "model/limits.h"

namespace ioc::app::passwords_test {
namespace {

TEST(Passwords, AHashIsArgon2idWithItsMemoryAndPassesAndTellsOnlyThatPassword) {
  const std::string hash = hash_password("a good long password");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_NE(hash, hash_password("a good long password")) << "each has salt of its own";
  EXPECT_TRUE(is_password("a good long password", hash));
  EXPECT_FALSE(is_password("a good long passwore", hash));
  EXPECT_FALSE(is_password("", hash));
}

TEST(Passwords, SecretsAreLongAndNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string secret = new_secret();
    EXPECT_EQ(secret.size(), 43u);
    EXPECT_EQ(secret.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-_"),
              std::string::npos);
    EXPECT_TRUE(seen.insert(secret).second);
  }
}

TEST(Passwords, WeakOnesAreRefusedAndLongOnesTaken) {
  for (const char* weak : {"", "short", "elevenchars", "aaaaaaaaaaaaaa", "Password1234",
                           "matkhau12345", "an.nguyen1234", "mậtkhẩumới"}) {
    EXPECT_TRUE(fault_of_password(weak, "an.nguyen@tamky.vn")) << weak;
  }
  std::string too_long;
  while (too_long.size() <= model::kPasswordBytesMax) too_long += "xyz ";
  EXPECT_TRUE(fault_of_password(too_long, "an"));
  for (const char* good : {"bốn từ không đoán được", "correct horse battery", "Xq7-kkd83-2mmz"}) {
    EXPECT_FALSE(fault_of_password(good, "an")) << good;
  }
}

TEST(Passwords, WithoutAHashItIsWrongAndTakesAsLong) {
  Passwords passwords;
  const std::string hash = hash_password("a good long password");
  const auto time_of = [&](const std::string& against, bool expected) {
    const auto begun = std::chrono::steady_clock::now();
    std::promise<bool> told;
    EXPECT_TRUE(passwords.verify("a good long password", against,
                                 [&](bool is_right) { told.set_value(is_right); }));
    EXPECT_EQ(told.get_future().get(), expected);
    return std::chrono::steady_clock::now() - begun;
  };
  const auto with = time_of(hash, true), without = time_of("", false);
  EXPECT_GT(without * 4, with);
  EXPECT_LT(without, with * 4);
}

TEST(Passwords, BeyondItsBoundNothingIsTaken) {
  Passwords passwords;
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  std::atomic<int> begun{0}, told{0};
  const auto hold = [&] {
    return passwords.hash("x", [&](const std::string&) {
      ++begun;
      gone.wait();
      ++told;
    });
  };
  int taken = 0;
  for (int i = 0; i < model::kPasswordThreads; ++i) taken += hold() ? 1 : 0;
  while (begun < model::kPasswordThreads) std::this_thread::yield();
  for (std::size_t i = 0; i < model::kPasswordQueueMax; ++i) taken += hold() ? 1 : 0;
  EXPECT_EQ(taken, model::kPasswordThreads + static_cast<int>(model::kPasswordQueueMax));
  EXPECT_FALSE(hold());
  go.set_value();
  while (told < taken) std::this_thread::yield();
}

}  // namespace
}  // namespace ioc::app::passwords_test
