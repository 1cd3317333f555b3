// Password hashes: argon2id with 19 MiB and two passes, made beside the server's threads, so that
// neither people who sign in nor those who only pretend to can use up its memory or its time.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace ioc::app {

// 256 random bits as 43 letters that need no escape in an address or a cookie.
std::string new_secret();

// What is wrong with a password somebody has chosen for the account, for people, in English; none:
// it will do.
std::optional<std::string> fault_of_password(std::string_view password, std::string_view account);

// Both take about a tenth of a second and 19 MiB.
std::string hash_password(std::string_view password);
bool is_password(std::string_view password, const std::string& hash);

// Role: makes and compares hashes, kPasswordThreads at once.
// Threads: its own; `verify` and `hash` from any. What is given is called on its threads.
// Bound: kPasswordQueueMax wait; beyond, false: nothing was taken.
class Passwords {
 public:
  Passwords();
  ~Passwords() { stop(); }
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;

  // Against an empty hash (there is no such account, or no password yet) it takes as long as
  // against any, and is wrong.
  bool verify(std::string password, std::string hash, std::function<void(bool)> told);
  bool hash(std::string password, std::function<void(std::string)> told);
  // Ends what is at work and forgets what waits. Twice is once.
  void stop();

 private:
  bool take(std::function<void()> work);
  void run();

  const std::string no_password_;  // the hash of a password nobody knows
  std::mutex mutex_;               // guards what follows, between askers and its threads
  std::condition_variable news_;
  std::deque<std::function<void()>> queue_;
  bool is_ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ioc::app
