// From librdkafka's messages to batches of records, with the guard on offsets.
#include "ingest/kafka_shard.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "ingest/kafka_errors.h"
#include "ingest/kafka_probe.h"

namespace ioc::ingest {
using model::Error;
using model::ErrorCode;
using model::Status;

KafkaShard::KafkaShard(rd_kafka_t* reader, QueuePtr queue, Doors doors)
    : reader_(reader), queue_(std::move(queue)), doors_(std::move(doors)) {
  records_.reserve(model::kBatchRecordsMax);
}

model::Result<std::span<const FetchedBatch>> KafkaShard::poll(int wait_ms) {
  clear();
  receive(wait_ms);
  if (general_) receive_general();
  if (!taken_) return taken_.error();
  finish();
  watch_queue();
  return std::span<const FetchedBatch>(batches_);
}

void KafkaShard::clear() {
  room_.clear();
  room_used_ = 0;
  records_.clear();
  headers_.clear();
  header_begin_.clear();
  runs_.clear();
  batches_.clear();
}

// One call hands over what is there until it is told to yield, and waits only while there is
// nothing: a single event on a quiet night is seen at once.
void KafkaShard::receive(int wait_ms) {
  rd_kafka_consume_callback_queue(queue_.get(), wait_ms, &on_message, this);
}

void KafkaShard::receive_general() {
  std::array<rd_kafka_message_t*, 64> messages;
  const ssize_t count =
      rd_kafka_consume_batch_queue(general_.get(), 0, messages.data(), messages.size());
  for (ssize_t i = 0; i < count; ++i) {
    on_message(messages[static_cast<std::size_t>(i)], this);
    rd_kafka_message_destroy(messages[static_cast<std::size_t>(i)]);
  }
}

// What is not taken now goes back to the front of the queue. (While a batch is handed over the
// queue is empty for the fetcher, so it may hold twice its bound for a moment.)
void KafkaShard::on_message(rd_kafka_message_t* message, void* shard) {
  auto& self = *static_cast<KafkaShard*>(shard);
  if (!self.taken_) return;
  self.taken_ = self.take(*message);
  const bool is_full =
      self.records_.size() >= model::kBatchRecordsMax || self.room_used_ >= model::kBatchBytesMax;
  if (!self.taken_ || is_full) rd_kafka_yield(self.reader_);
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
  if (message.key != nullptr) record.key = keep(message.key, message.key_len);
  if (message.payload != nullptr) record.value = keep(message.payload, message.len);

  header_begin_.push_back(static_cast<std::uint32_t>(headers_.size()));
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0; rd_kafka_header_get_all(headers, i, &name, &value, &size) == 0; ++i) {
    const std::string_view kept_name = keep(name, std::strlen(name));
    headers_.emplace_back(kept_name, value != nullptr ? keep(value, size) : std::string_view{});
  }
}

// Not null, for null is not the same as empty.
std::string_view KafkaShard::keep(const void* data, std::size_t size) {
  if (size == 0) return "";
  room_used_ += size;
  return room_.copy({static_cast<const char*>(data), size});
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
