// From librdkafka's messages to batches of records, with the guard on offsets.
#include "ingest/kafka_shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ingest/kafka_errors.h"
#include "ingest/kafka_probe.h"

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using model::Status;

std::string_view view(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

}  // namespace

KafkaShard::KafkaShard(rd_kafka_t* reader, QueuePtr queue, Doors doors)
    : reader_(reader), queue_(std::move(queue)), doors_(std::move(doors)) {
  messages_.resize(model::kBatchRecordsMax);
  records_.reserve(model::kBatchRecordsMax);
}

KafkaShard::~KafkaShard() { release(); }

// Messages were made by another thread, so each first look at one would wait for memory: at the
// message, and at its headers, which stand behind the value. (Without: 8 % of a shard's time.
// Always inline: g++ 12 takes a function that only prefetches for one without effect, and leaves
// out the call.)
inline void KafkaShard::prefetch(std::size_t i) const {
  constexpr std::size_t kMessageAhead = 16, kHeadersAhead = 8;
  if (i + kMessageAhead < message_count_) __builtin_prefetch(messages_[i + kMessageAhead]);
  if (i + kHeadersAhead >= message_count_) return;
  const rd_kafka_message_t& soon = *messages_[i + kHeadersAhead];
  if (soon.payload != nullptr) {
    __builtin_prefetch(static_cast<const char*>(soon.payload) + soon.len);
  }
}

model::Result<std::span<const FetchedBatch>> KafkaShard::poll(int wait_ms) {
  release();
  receive(wait_ms);
  for (std::size_t i = 0; i < message_count_; ++i) {
    prefetch(i);
    if (auto taken = take(*messages_[i]); !taken) return taken.error();
  }
  finish();
  watch_queue();
  return std::span<const FetchedBatch>(batches_);
}

void KafkaShard::release() {
  for (std::size_t i = 0; i < message_count_; ++i) rd_kafka_message_destroy(messages_[i]);
  message_count_ = 0;
  records_.clear();
  headers_.clear();
  header_begin_.clear();
  runs_.clear();
  batches_.clear();
}

void KafkaShard::receive(int wait_ms) {
  const auto consume = [&](int timeout_ms, std::size_t room) {
    const ssize_t count = rd_kafka_consume_batch_queue(queue_.get(), timeout_ms,
                                                       messages_.data() + message_count_, room);
    if (count > 0) message_count_ += static_cast<std::size_t>(count);
  };
  // A batch call waits until it is full or the time is up. So: what is there; if nothing, wait for
  // one; then again what is there. A single event on a quiet night is seen at once.
  consume(0, messages_.size());
  if (message_count_ > 0 || wait_ms <= 0) return;
  consume(wait_ms, 1);
  if (message_count_ > 0) consume(0, messages_.size() - message_count_);
}

// A queue that has lost half of what it held while more stands in the log must be filled again. At
// the end of the log the client has a fetch waiting at the broker and needs no waking.
void KafkaShard::watch_queue() {
  const std::size_t length = rd_kafka_queue_length(queue_.get());
  if (length > queue_length_peak_) queue_length_peak_ = length;
  if (length > queue_length_peak_ / 2) return;
  const bool is_reading = std::ranges::any_of(partitions_, [](const ReadPartition* partition) {
    return !partition->is_at_end && !partition->stopped.load(std::memory_order_relaxed);
  });
  if (!is_reading) return;
  queue_length_peak_ = length;
  doors_.wake_fetchers();
}

Status KafkaShard::take(const rd_kafka_message_t& message) {
  ReadPartition* partition = message.rkt != nullptr ? find(message) : nullptr;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) return take_error(message, partition);
  if (partition != nullptr && !partition->stopped.load(std::memory_order_relaxed)) {
    take_record(message, *partition);
  }
  return model::Done{};
}

Status KafkaShard::take_error(const rd_kafka_message_t& message, ReadPartition* partition) {
  const ReadError kind = classify_read(message.err);
  if (kind == ReadError::fatal) {
    return Error{ErrorCode::unavailable,
                 fmt::format("the Kafka client failed ({}: {}); it must be opened anew",
                             rd_kafka_err2name(message.err), rd_kafka_message_errstr(&message)),
                 "kafka"};
  }
  if (kind == ReadError::transient || partition == nullptr) {
    doors_.passing_trouble(message.err, rd_kafka_message_errstr(&message));
    return model::Done{};
  }
  if (partition->stopped.load(std::memory_order_relaxed)) return model::Done{};
  if (kind != ReadError::end_of_partition) {
    doors_.stop(*partition, explain_read(message.err, rd_kafka_message_errstr(&message)));
    return model::Done{};
  }
  // The end may lie beyond the last record: a transaction leaves a mark that is never handed over.
  if (!advance(*partition, message.offset)) return model::Done{};
  partition->expected = message.offset;
  partition->is_at_end = true;
  FetchedBatch& batch = batch_of(*partition);
  batch.at_end = true;
  batch.next_offset = partition->expected;
  return model::Done{};
}

void KafkaShard::take_record(const rd_kafka_message_t& message, ReadPartition& partition) {
  if (!advance(partition, message.offset)) return;
  FetchedBatch& batch = batch_of(partition);
  append(message);
  ++runs_.back().record_count;
  partition.expected = message.offset + 1;
  partition.is_at_end = false;
  batch.next_offset = partition.expected;
  batch.at_end = false;
}

bool KafkaShard::advance(ReadPartition& partition, std::int64_t seen) {
  if (partition.expected < 0 || seen == partition.expected) [[likely]] {
    return true;
  }
  if (seen < partition.expected) {
    doors_.stop(partition,
                {ErrorCode::source_changed,
                 fmt::format("offset {} came where {} was expected: the log was cut, or the client "
                             "went back. Start again: the position is then verified",
                             seen, partition.expected),
                 {}});
    return false;
  }
  if (auto explained = doors_.explain_gap(partition, partition.expected, seen); !explained) {
    doors_.stop(partition, explained.error());
    return false;
  }
  return true;
}

void KafkaShard::append(const rd_kafka_message_t& message) {
  model::Record& record = records_.emplace_back();
  record.offset = message.offset;
  record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  if (message.key != nullptr) record.key = view(message.key, message.key_len);
  if (message.payload != nullptr) record.value = view(message.payload, message.len);

  header_begin_.push_back(static_cast<std::uint32_t>(headers_.size()));
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
    headers_.emplace_back(name, view(value, size));
  }
}

FetchedBatch& KafkaShard::batch_of(ReadPartition& partition) {
  if (batches_.empty() || batches_.back().partition != partition.index) {
    batches_.emplace_back().partition = partition.index;
    runs_.push_back({&partition, 0});
  }
  return batches_.back();
}

void KafkaShard::finish() {
  header_begin_.push_back(static_cast<std::uint32_t>(headers_.size()));
  for (std::size_t i = 0; i < records_.size(); ++i) {
    records_[i].headers = std::span<const model::Header>(headers_).subspan(
        header_begin_[i], header_begin_[i + 1] - header_begin_[i]);
  }
  std::size_t begin = 0;
  for (std::size_t i = 0; i < batches_.size(); ++i) {
    const Run& run = runs_[i];
    batches_[i].records = std::span<const model::Record>(records_).subspan(begin, run.record_count);
    begin += run.record_count;
    std::int64_t low = -1;
    std::int64_t high = -1;
    rd_kafka_get_watermark_offsets(reader_, run.partition->name.topic.c_str(),
                                   run.partition->name.partition, &low, &high);
    batches_[i].high_watermark = high < 0 ? -1 : high;
  }
}

ReadPartition* KafkaShard::find(const rd_kafka_message_t& message) {
  const auto is_it = [&](const ReadPartition* partition) {
    return partition->topic.get() == message.rkt && partition->name.partition == message.partition;
  };
  // Records come in long runs of one partition.
  if (last_found_ != nullptr && is_it(last_found_)) return last_found_;
  for (ReadPartition* partition : partitions_) {
    if (is_it(partition)) return last_found_ = partition;
  }
  return nullptr;
}

}  // namespace ioc::ingest
