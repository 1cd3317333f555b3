// The outbox's entries in flight, oldest first, until each is acknowledged.
#include "ingest/kafka_sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "ingest/dead_letter.h"
#include "ingest/kafka_errors.h"
#include "ingest/steady.h"
#include "model/check.h"

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using model::Status;

constexpr int kFlushStepMs = 20;

}  // namespace

model::Result<std::unique_ptr<KafkaSink>> KafkaSink::open(KafkaSettings settings) {
  auto producer = KafkaProducer::open(std::move(settings));
  if (!producer) return producer.error();
  std::unique_ptr<KafkaSink> sink(new KafkaSink);
  sink->producer_ = std::move(*producer);
  return sink;
}

bool KafkaSink::send(const model::OutboxEntry& entry) {
  IOC_CHECK(window_.empty() ? entry.sequence >= next_sequence_
                            : entry.sequence > window_.back().entry.sequence);  // K1
  if (failed_count_ > 0) return false;                                          // K3
  if (window_.size() >= static_cast<std::size_t>(model::kProducerMessagesMax)) return false;
  window_.emplace_back().entry = entry;
  if (!launch(window_.back())) {
    window_.pop_back();
    return false;
  }
  next_sequence_ = entry.sequence + 1;
  return true;
}

Status KafkaSink::poll(int wait_ms) {
  auto polled = producer_->poll(wait_ms);
  send_failed_again();
  if (!polled) return polled;
  if (troubled_count_ > 0) return *trouble_;
  return model::Done{};
}

Status KafkaSink::flush(int timeout_ms) {
  const std::int64_t deadline = steady_ms() + timeout_ms;
  while (!window_.empty()) {
    auto polled = poll(kFlushStepMs);
    if (window_.empty() || steady_ms() < deadline) continue;
    if (!polled) return polled;
    return Error{
        ErrorCode::unavailable,
        fmt::format("{} entries are not acknowledged after {} ms", window_.size(), timeout_ms),
        "kafka"};
  }
  return model::Done{};
}

std::uint64_t KafkaSink::acknowledged_below() const {
  return window_.empty() ? next_sequence_ : window_.front().entry.sequence;
}

std::vector<KafkaSink::Refused> KafkaSink::refused() const {
  std::vector<Refused> list;
  for (const Slot& slot : window_) {
    if (slot.fate == Fate::refused) list.push_back({slot.entry.sequence, *slot.trouble});
  }
  return list;
}

void KafkaSink::give_up(std::uint64_t sequence) {
  Slot* slot = find(sequence);
  if (slot != nullptr && slot->fate == Fate::refused) settle(*slot);
}

bool KafkaSink::launch(const Slot& slot) {
  const model::OutboxEntry& entry = slot.entry;
  const std::uint64_t sequence = entry.sequence;
  return producer_->produce({.topic = entry.topic,
                             .key = entry.key,
                             .value = entry.value,
                             .headers = entry.headers,
                             .timestamp_ms = -1},
                            [this, sequence](const Status& status) { landed(sequence, status); });
}

void KafkaSink::landed(std::uint64_t sequence, const Status& status) {
  Slot* slot = find(sequence);
  if (slot == nullptr || slot->fate != Fate::flying) return;
  if (status) {
    settle(*slot);
    return;
  }
  if (!slot->trouble) ++troubled_count_;
  slot->trouble = status.error();
  trouble_ = status.error();
  const bool permanent = status.error().code == ErrorCode::config &&
                         !(is_too_large(status.error()) && cut(slot->entry));
  slot->fate = permanent ? Fate::refused : Fate::failed;
  if (!permanent) ++failed_count_;
  retry_at_ms_ = std::max(retry_at_ms_, steady_ms() + model::kProducerRetryMs);
}

bool KafkaSink::cut(model::OutboxEntry& entry) {
  if (!entry.value || entry.value->size() <= kLetterCutBytes ||
      entry.headers.size() < kLetterHeaders.size()) {
    return false;
  }
  const auto ours = entry.headers.end() - static_cast<std::ptrdiff_t>(kLetterHeaders.size());
  const bool is_letter =
      std::equal(kLetterHeaders.begin(), kLetterHeaders.end(), ours,
                 [](std::string_view name, const auto& header) { return header.first == name; });
  if (!is_letter) return false;
  entry.headers.insert(ours, {std::string(kCutHeader), std::to_string(entry.value->size())});
  entry.value->resize(kLetterCutBytes);
  return true;
}

void KafkaSink::settle(Slot& slot) {
  if (slot.trouble) --troubled_count_;
  slot.fate = Fate::acknowledged;
  while (!window_.empty() && window_.front().fate == Fate::acknowledged) window_.pop_front();
}

void KafkaSink::send_failed_again() {
  if (troubled_count_ == 0 || steady_ms() < retry_at_ms_) return;
  // By index: a launch may fail at once, and so call `landed` and settle slots.
  for (std::size_t i = 0; i < window_.size(); ++i) {
    Slot& slot = window_[i];
    if (slot.fate != Fate::failed && slot.fate != Fate::refused) continue;
    const Fate before = slot.fate;
    slot.fate = Fate::flying;
    if (before == Fate::failed) --failed_count_;
    if (launch(slot)) continue;
    slot.fate = before;
    if (before == Fate::failed) ++failed_count_;
    return;
  }
}

KafkaSink::Slot* KafkaSink::find(std::uint64_t sequence) {
  const auto slot = std::ranges::lower_bound(window_, sequence, {},
                                             [](const Slot& each) { return each.entry.sequence; });
  return slot != window_.end() && slot->entry.sequence == sequence ? &*slot : nullptr;
}

}  // namespace ioc::ingest
