// Slows down who guesses passwords, and nobody else: wrong tries are counted for each account from
// each network (/24 of IPv4, /48 of IPv6), so that a stranger elsewhere locks nobody out. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "model/time.h"

namespace ioc::app {

// "10.1.2.3" is of "10.1.2", "2001:db8:1:2::3" of "2001:db8:1::"; what is neither stands for
// itself.
std::string network_of(std::string_view peer);

// Role: counts wrong tries, in memory. Threads: any. Bound: kSignInPairsMax.
class Throttle {
 public:
  // How long this pair must still wait; 0: it may try. A try is taken to be wrong until `right`
  // says otherwise, so that many at once are many.
  std::int64_t try_in_ms(std::string_view account, std::string_view peer, model::Instant now);
  void right(std::string_view account, std::string_view peer);

 private:
  struct Tries {
    int wrong = 0;
    model::Instant last;
  };
  using Pair = std::pair<std::string, std::string>;
  void make_room(model::Instant now);

  std::mutex mutex_;  // guards tries_, between the server's threads
  std::map<Pair, Tries> tries_;
};

}  // namespace ioc::app
