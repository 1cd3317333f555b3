// `dead-letters list` and `dead-letters replay`: what was refused, and sending it again after a
// mend.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace ioc::app {

struct DeadLetterOptions {
  std::string config;      // file
  std::string reason;      // only letters with this reason; empty: all
  std::string topic;       // only those that came from this topic; empty: all
  std::int64_t limit = 0;  // of `list`: the newest so many; 0: all
  bool json = false;
  bool dry_run = false;  // of `replay`: only say what would be sent
};

// One line a letter, oldest first. Returns the exit code.
int list_dead_letters(const DeadLetterOptions& options, const std::atomic<bool>& stop);

// Sends the original bytes, key and headers to the partition they came from, each once. An event
// that was counted meanwhile is recognised as a duplicate there. Returns the exit code.
int replay_dead_letters(const DeadLetterOptions& options, const std::atomic<bool>& stop);

}  // namespace ioc::app
