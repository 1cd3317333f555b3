// The consumer, its memory bound, its assignment and its stopped partitions.
#include "ingest/kafka_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/kafka_verify.h"

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using model::Status;

// librdkafka bounds what waits in a queue by bytes of messages and by their number, and goes on
// fetching until either is reached, so a queue may overshoot by one fetch of every partition. Half
// of a shard's share is therefore given to messages, counted at their size and again at about
// 512 bytes each for what the library keeps around one.
std::vector<Property> memory_properties(const KafkaSettings& settings) {
  const std::size_t bytes = std::max(settings.buffer_bytes, model::kKafkaBufferBytesMin);
  const std::size_t share = bytes / static_cast<std::size_t>(settings.shards);
  const std::size_t fetch =
      std::clamp<std::size_t>(share / 16, 64 << 10, model::kKafkaFetchBytesMax);
  const std::size_t response = std::max<std::size_t>(share / 4, model::kRecordBytesMax);
  const std::size_t queue = std::clamp<std::size_t>(share / 2, 1024, model::kKafkaQueueBytesMax);
  return {{"queued.max.messages.kbytes", std::to_string(queue / 1024)},
          {"queued.min.messages",
           std::to_string(std::clamp<std::size_t>(share / 1024, 100, 1'000'000))},
          {"fetch.message.max.bytes", std::to_string(fetch)},
          {"message.max.bytes", std::to_string(model::kRecordBytesMax)},
          {"fetch.max.bytes", std::to_string(response)}};
}

}  // namespace

model::Result<std::unique_ptr<KafkaReader>> KafkaReader::start(
    const KafkaSettings& settings, KafkaProbe& probe, std::span<const PartitionStart> starts) {
  std::vector<Property> ours(reader_properties().begin(), reader_properties().end());
  for (Property& property : memory_properties(settings)) ours.push_back(std::move(property));
  auto client = make_client(RD_KAFKA_CONSUMER, settings, ours);
  if (!client) return client.error();
  std::unique_ptr<KafkaReader> reader(new KafkaReader(std::move(*client), probe));
  reader->make_shards(settings.shards);
  if (auto assigned = reader->assign(starts); !assigned) return assigned.error();
  return reader;
}

KafkaReader::KafkaReader(std::unique_ptr<KafkaClient> client, KafkaProbe& probe)
    : probe_(probe), client_(std::move(client)) {}

KafkaReader::~KafkaReader() {
  // Messages, queues and topics must be gone before the handle they came from.
  waker_.reset();
  rd_kafka_assign(client_->get(), nullptr);
  shards_.clear();
  partitions_.clear();
}

void KafkaReader::make_shards(int count) {
  KafkaShard::Doors doors;
  doors.explain_gap = [this](const ReadPartition& partition, std::int64_t expected,
                             std::int64_t seen) {
    auto explained = ingest::explain_gap(probe_, partition.name, expected, seen);
    if (explained) ++gaps_explained_;
    return explained;
  };
  doors.stop = [this](ReadPartition& partition, Error error) { stop(partition, std::move(error)); };
  doors.passing_trouble = [this](rd_kafka_resp_err_t err, const char* text) {
    ++transient_errors_;
    const KafkaLog& log = client_->context->log;
    if (log) log(4, fmt::format("{}: {}", rd_kafka_err2name(err), text));
  };
  doors.wake_fetchers = [this] { waker_->wake(); };
  for (int i = 0; i < count; ++i) {
    shards_.push_back(std::make_unique<KafkaShard>(
        client_->get(), QueuePtr(rd_kafka_queue_new(client_->get())), doors));
  }
  // What belongs to no partition (errors of brokers, answers to commits) is heard by shard 0.
  rd_kafka_poll_set_consumer(client_->get());
  shards_.front()->hear(QueuePtr(rd_kafka_queue_get_consumer(client_->get())));
}

Status KafkaReader::assign(std::span<const PartitionStart> starts) {
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(starts.size())));
  for (const PartitionStart& start : starts) {
    auto partition = std::make_unique<ReadPartition>();
    partition->name = start.name;
    partition->index = static_cast<std::uint32_t>(partitions_.size());
    partition->shard = start.shard;
    partition->topic.reset(rd_kafka_topic_new(client_->get(), start.name.topic.c_str(), nullptr));
    if (!partition->topic) {
      return Error{ErrorCode::config, "this cannot be a topic's name", start.name.topic};
    }
    partition->expected = start.next_offset == 0 ? -1 : start.next_offset;
    // Forwarded before the assignment, so that not one record goes the common way.
    const QueuePtr queue(rd_kafka_queue_get_partition(client_->get(), start.name.topic.c_str(),
                                                      start.name.partition));
    KafkaShard& shard = this->shard(start.shard);
    rd_kafka_queue_forward(queue.get(), shard.queue());
    shard.add(partition.get());
    rd_kafka_topic_partition_list_add(list.get(), start.name.topic.c_str(), start.name.partition)
        ->offset = start.next_offset == 0 ? RD_KAFKA_OFFSET_BEGINNING : start.next_offset;
    partitions_.push_back(std::move(partition));
  }
  // So that the leaders are known: without, an earliest offset is looked up half a second later.
  wake_fetchers(client_->get(), list.get(), model::kKafkaWakeCallMs);
  if (const auto err = rd_kafka_assign(client_->get(), list.get()); err != 0) {
    return Error{ErrorCode::unavailable, rd_kafka_err2str(err), "kafka assignment"};
  }
  waker_ = std::make_unique<KafkaWaker>(client_->get(), std::move(list));
  return model::Done{};
}

void KafkaReader::stop(ReadPartition& partition, Error error) {
  error.subject = to_text(partition.name);
  {
    const std::lock_guard guard(stopping_);
    if (partition.stopped.exchange(true)) return;
    stopped_.push_back({partition.name, error});
  }
  // For good, so that the client fetches no more of what nobody takes; nothing is ever resumed.
  PartitionListPtr list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), partition.name.topic.c_str(),
                                    partition.name.partition);
  rd_kafka_pause_partitions(client_->get(), list.get());
  if (client_->context->log) client_->context->log(2, "stopped " + error.message());
}

std::vector<StoppedPartition> KafkaReader::stopped() const {
  const std::lock_guard guard(stopping_);
  return stopped_;
}

void KafkaReader::commit_offsets(std::span<const KafkaSource::Position> positions) {
  if (positions.empty()) return;
  PartitionListPtr list(rd_kafka_topic_partition_list_new(static_cast<int>(positions.size())));
  for (const KafkaSource::Position& position : positions) {
    const ReadPartition& partition = *partitions_[position.partition];
    rd_kafka_topic_partition_list_add(list.get(), partition.name.topic.c_str(),
                                      partition.name.partition)
        ->offset = position.next_offset;
  }
  if (rd_kafka_commit(client_->get(), list.get(), 1) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++client_->context->commit_failures;
  }
}

std::int64_t KafkaReader::high_watermark(const ReadPartition& partition) const {
  std::int64_t low = -1;
  std::int64_t high = -1;
  rd_kafka_get_watermark_offsets(client_->get(), partition.name.topic.c_str(),
                                 partition.name.partition, &low, &high);
  return high < 0 ? -1 : high;
}

KafkaCounters KafkaReader::counters() const {
  return {gaps_explained_.load(), transient_errors_.load(),
          client_->context->commit_failures.load()};
}

}  // namespace ioc::ingest
