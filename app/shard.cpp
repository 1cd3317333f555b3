#include "app/shard.h"

#include <algorithm>

#include "app/clock.h"
#include "app/thread_name.h"
#include "ingest/fingerprint.h"
#include "model/limits.h"

namespace ioc::app {

Shard::Shard(int number, const model::Plan& plan, ingest::KafkaSource& source, Mailbox& mailbox,
             const std::atomic<std::int64_t>& commit_interval_ms, std::size_t pending_bytes_max,
             std::vector<ReadPartition> partitions)
    : number_(number),
      plan_(&plan),
      source_(&source),
      mailbox_(&mailbox),
      commit_interval_ms_(&commit_interval_ms),
      pending_bytes_max_(pending_bytes_max),
      decoders_(plan.streams.size()) {
  own_.reserve(partitions.size());
  for (ReadPartition& partition : partitions) {
    const auto stream = static_cast<std::size_t>(partition.stream);
    if (!decoders_[stream]) {
      decoders_[stream] = std::make_unique<ingest::Decoder>(plan.streams[stream], plan, true);
    }
    if (by_place_.size() <= partition.place) by_place_.resize(partition.place + 1);
    own_.push_back({std::move(partition), decoders_[stream].get(), 0, {}});
    by_place_[own_.back().partition.place] = &own_.back();
  }
}

void Shard::start() {
  thread_ = std::thread([this] {
    name_this_thread("shard-" + std::to_string(number_));
    run();
  });
}

void Shard::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

std::optional<model::Error> Shard::failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

void Shard::run() {
  while (!stopping_) {
    const bool pending = std::any_of(own_.begin(), own_.end(),
                                     [](const Own& own) { return own.partition.fold->has_news(); });
    const auto wait_ms =
        static_cast<int>(pending ? std::min<std::int64_t>(10, *commit_interval_ms_ / 2) : 50);
    const auto batches = source_->poll(number_, wait_ms);
    if (!batches) {
      fail(batches.error());
      return;
    }
    for (const ingest::FetchedBatch& batch : batches.value()) {
      if (take_in(batch)) continue;
      fail(by_place_[batch.partition]->partition.fold->fault().error());
      return;
    }
    hand_over(false);
  }
  hand_over(true);
}

void Shard::fail(const model::Error& error) {
  const std::lock_guard lock(failure_mutex_);
  failure_ = error;
}

// False: the store could not be read.
bool Shard::take_in(const ingest::FetchedBatch& fetched) {
  Own& own = *by_place_[fetched.partition];
  PartitionPulse& pulse = *own.partition.pulse;
  std::span<const model::Record> left = fetched.records;
  while (!left.empty()) {
    const auto records = left.first(std::min(left.size(), model::kBatchRecordsMax));
    left = left.subspan(records.size());
    own.decoder->decode(records, batch_);
    refused_ = batch_.refusals;
    const model::Record& last = records.back();
    const std::int64_t next =
        left.empty() && fetched.next_offset >= 0 ? fetched.next_offset : last.offset + 1;
    own.partition.fold->fold(batch_, {next, last.offset, ingest::fingerprint(last)}, refused_);
    if (!refused_.empty()) keep_dead_letters(own, records, refused_);
    pulse.arrival_ms = std::max<std::int64_t>(pulse.arrival_ms, last.timestamp_ms);
  }
  if (fetched.next_offset >= 0) own.partition.fold->skip_to(fetched.next_offset);
  if (!fetched.records.empty()) pulse.last_record_ms = steady_ms();
  pulse.at_end = fetched.at_end;
  if (fetched.high_watermark >= 0 && fetched.next_offset >= 0) {
    const std::int64_t left_records = fetched.high_watermark - fetched.next_offset;
    pulse.is_near_end = left_records <= static_cast<std::int64_t>(model::kBatchRecordsMax);
  }
  pulse.id_bytes = own.partition.fold->id_bytes();
  return own.partition.fold->fault().ok();
}

// The original bytes and headers, with why and from where.
void Shard::keep_dead_letters(Own& own, std::span<const model::Record> records,
                              std::vector<model::Refusal>& refused) {
  std::sort(refused.begin(), refused.end(),
            [](const auto& a, const auto& b) { return a.record < b.record; });
  for (const model::Refusal& refusal : refused) {
    const model::Record& record = records[refusal.record];
    model::OutboxEntry letter;
    if (record.key) letter.key = *record.key;
    if (record.value) letter.value = *record.value;
    for (const auto& [name, value] : record.headers) {
      auto& [own_name, own_value] = letter.headers.emplace_back(name, std::nullopt);
      if (value.data() != nullptr) own_value = value;
    }
    letter.headers.emplace_back("reason", name_of(refusal.reason));
    letter.headers.emplace_back("topic", own.partition.name.topic);
    letter.headers.emplace_back("partition", std::to_string(own.partition.name.partition));
    letter.headers.emplace_back("offset", std::to_string(record.offset));
    letter.headers.emplace_back("catalog", plan_->hash);
    own.dead_letters.push_back(std::move(letter));
  }
}

bool Shard::is_full(const Own& own) const {
  return own.partition.fold->pending_events() >= model::kCommitEventsMax ||
         own.partition.fold->pending_rows() >= model::kCommitRowsMax ||
         own.dead_letters.size() >= model::kOutboxRecordsMax / 16;
}

std::size_t Shard::pending_bytes() const {
  std::size_t bytes = 0;
  for (const Own& own : own_) {
    if (own.partition.fold->has_news()) bytes += own.partition.fold->pending_bytes();
  }
  return bytes;
}

void Shard::hand_over(bool at_the_end) {
  const std::int64_t now_ms = steady_ms();
  const bool all_are_full = pending_bytes() >= pending_bytes_max_;
  for (Own& own : own_) {
    const std::size_t index = own.partition.index;
    if (!own.partition.fold->has_news()) continue;
    const bool full = all_are_full || is_full(own);
    if (!full && !at_the_end && now_ms - own.handed_over_ms < *commit_interval_ms_) continue;
    while (full && !stopping_ && !mailbox_->wait_until_free(index, 100)) {
    }
    if (!mailbox_->is_free(index)) continue;
    own.partition.fold->keep_lives_below(own.partition.pulse->life_bytes_max);
    processing::PartitionChange change = own.partition.fold->take();
    own.partition.pulse->life_bytes = own.partition.fold->life_bytes();
    change.dead_letters = std::exchange(own.dead_letters, {});
    mailbox_->put(index, std::move(change));
    own.handed_over_ms = now_ms;
  }
}

}  // namespace ioc::app
