#include "app/throttle.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "model/limits.h"

namespace ioc::app {

using model::Instant;

namespace {

std::int64_t delay_ms(int wrong) {
  if (wrong < model::kSignInFreeTries) return 0;
  constexpr int kDoublingsMax = 20;
  const int doublings = std::min(wrong - model::kSignInFreeTries, kDoublingsMax);
  return std::min(model::kSignInDelayMaxMs, model::kSignInDelayMinMs << doublings);
}

}  // namespace

std::string network_of(std::string_view peer) {
  const std::string text(peer);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return text.substr(0, text.rfind('.'));
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) {
    std::array<char, INET_ADDRSTRLEN> inner{};
    inet_ntop(AF_INET, bytes.data() + kMapped.size(), inner.data(), inner.size());
    return network_of(inner.data());
  }
  std::fill(bytes.begin() + 6, bytes.end(), 0);
  std::array<char, INET6_ADDRSTRLEN> network{};
  inet_ntop(AF_INET6, bytes.data(), network.data(), network.size());
  return network.data();
}

std::int64_t Throttle::try_in_ms(std::string_view account, std::string_view peer, Instant now) {
  const std::scoped_lock lock(mutex_);
  make_room(now);
  Tries& tries = tries_[{std::string(account), network_of(peer)}];
  if (now.ms - tries.last.ms > model::kSignInForgetMs) tries.wrong = 0;
  const std::int64_t wait_ms = tries.last.ms + delay_ms(tries.wrong) - now.ms;
  if (tries.wrong > 0 && wait_ms > 0) return wait_ms;  // waiting is not prolonged by asking
  ++tries.wrong;
  tries.last = now;
  return 0;
}

void Throttle::right(std::string_view account, std::string_view peer) {
  const std::scoped_lock lock(mutex_);
  tries_.erase({std::string(account), network_of(peer)});
}

void Throttle::make_room(Instant now) {
  if (tries_.size() < model::kSignInPairsMax) return;
  std::erase_if(tries_, [&](const auto& entry) {
    return now.ms - entry.second.last.ms > model::kSignInForgetMs;
  });
  while (tries_.size() >= model::kSignInPairsMax) {
    tries_.erase(std::min_element(tries_.begin(), tries_.end(), [](const auto& a, const auto& b) {
      return a.second.last.ms < b.second.last.ms;
    }));
  }
}

}  // namespace ioc::app
