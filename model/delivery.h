// Published reports on their way to another system: what goes where, and what became of it
// (docs/deliveries.md).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/filled_report.h"
#include "model/time.h"

namespace ioc::model {

// Bounds of deliveries. They stand here and not in model/limits.h, which all of the program reads.
//
// The waits between tries: each twice the one before, from the first to the last of these. They
// depend on nothing but the number of tries, so that what happens next can be told.
inline constexpr std::int64_t kDeliveryRetryMinMs = 1'000;
inline constexpr std::int64_t kDeliveryRetryMaxMs = 15 * 60'000;
// A receiver that says when to come back (Retry-After) is waited with for at most this long.
inline constexpr std::int64_t kDeliveryRetryAfterMaxMs = 24 * 3'600'000;
// How often it is looked whether something is to be sent: by the command line, or due again.
inline constexpr std::int64_t kDeliveryLookMs = 1'000;
// Bytes of what is sent (larger: refused here), of an answer that is read (the rest is not), and of
// what is kept of it.
inline constexpr std::size_t kDeliveryBodyBytesMax = 16 << 20;
inline constexpr std::size_t kDeliveryAnswerBytesMax = 64 << 10;
inline constexpr std::size_t kDeliveryWordsBytesMax = 500;
// Receipts of one delivery; tries that came to the same are one receipt. Beyond, the oldest of
// tries that came to nothing are forgotten.
inline constexpr std::size_t kDeliveryReceiptsMax = 200;
// Connectors of one configuration.
inline constexpr std::size_t kDeliveryConnectorsMax = 20;

constexpr std::int64_t delivery_wait_ms(std::int64_t tries) {
  constexpr std::int64_t kDoublingsMax = 20;
  const std::int64_t doublings = std::clamp<std::int64_t>(tries - 1, 0, kDoublingsMax);
  return std::min(kDeliveryRetryMinMs << doublings, kDeliveryRetryMaxMs);
}

enum class DeliveryState : std::uint8_t {
  waiting,   // to be sent, again or for the first time
  sent,      // on its way, or its answer was lost; sent again with the same key and bytes
  accepted,  // the receiver has it; never sent again
  refused,   // the receiver, or we, cannot take it so; a person must do something
  given_up,  // tried for as long as configured
};
inline constexpr std::array<std::string_view, 5> kDeliveryStateNames = {
    "waiting", "sent", "accepted", "refused", "given_up"};
constexpr std::string_view name_of(DeliveryState state) {
  return kDeliveryStateNames[static_cast<std::size_t>(state)];
}
inline std::optional<DeliveryState> delivery_state_of(std::string_view name) {
  for (std::size_t i = 0; i < kDeliveryStateNames.size(); ++i) {
    if (kDeliveryStateNames[i] == name) return static_cast<DeliveryState>(i);
  }
  return std::nullopt;
}

// What one try came to, or several alike in a row; or what a person did.
struct DeliveryReceipt {
  Instant at;              // of the last of them
  std::string act;         // tried, accepted, refused, given_up, released
  std::int64_t count = 1;  // of tries
  int status = 0;          // of the HTTP answer; 0: there was none
  std::string answer_id;   // what the receiver calls it
  std::string sha256;      // of the bytes sent; empty: none were made
  std::string by;          // who released it; empty: the program itself
  std::string detail;
};

// One revision of a report for one connector.
struct Delivery {
  std::int64_t number = 0;
  std::string connector;
  ReportName name;
  int revision = 0;
  std::string key;  // the same in every try, and of no other delivery
  DeliveryState state = DeliveryState::waiting;
  Instant made;            // with the publication
  Instant next;            // not tried before
  std::int64_t tries = 0;  // since it was made or released last
  std::string sha256;      // of the bytes to be sent; empty: not made yet
  // Which one must go first, and where that stands; 0: none.
  std::int64_t behind = 0;
  std::vector<DeliveryReceipt> receipts;  // the oldest first; in lists the last one only
};

struct DeliveryQuery {
  std::string connector, report, unit, period;  // empty: all
  std::optional<DeliveryState> state;
  std::int64_t below = INT64_MAX;  // numbers below it
  std::size_t limit = 1000;
};

// Where one connector stands.
struct DeliveryStanding {
  std::string connector;
  std::array<std::int64_t, kDeliveryStateNames.size()> count{};  // by DeliveryState
  std::optional<Instant> oldest;  // when the oldest that is not settled was made
};

}  // namespace ioc::model
