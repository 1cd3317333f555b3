// The producer: one librdkafka client, made anew when it fails for good.
#include "ingest/kafka_producer.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <vector>

#include "ingest/kafka_client.h"
#include "ingest/kafka_errors.h"
#include "ingest/steady.h"

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using model::Status;

// message.timeout.ms 0: the client itself retries for ever, so that a long absence of the broker
// makes neither gaps nor repeats. max.in.flight 1: with more, an idempotent producer of librdkafka
// 2.0.2 asks its socket without a pause for as long as messages wait for answers (400,000 messages
// of 570 bytes by kcat on a busy machine, November 2026: 4.3 CPU-s with 4, 0.9 with 1 to 3, and
// 62 s with 5 on a broker that was slow).
std::vector<Property> producer_properties() {
  return {{"enable.idempotence", "true"},
          {"acks", "all"},
          {"max.in.flight", "1"},
          {"compression.codec", "lz4"},
          {"linger.ms", std::to_string(model::kProducerLingerMs)},
          {"message.timeout.ms", "0"},
          {"message.max.bytes", std::to_string(model::kProducerRecordBytesMax)},
          {"queue.buffering.max.messages", std::to_string(model::kProducerMessagesMax)},
          {"queue.buffering.max.kbytes", std::to_string(model::kProducerKbytesMax)}};
}

model::Result<std::unique_ptr<KafkaClient>> make_producer(const KafkaSettings& settings) {
  const std::vector<Property> ours = producer_properties();
  return make_client(RD_KAFKA_PRODUCER, settings, ours);
}

HeadersPtr headers_of(const ProducedRecord& record) {
  if (record.headers.empty()) return nullptr;
  HeadersPtr headers(rd_kafka_headers_new(record.headers.size()));
  for (const auto& [name, value] : record.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()),
                        value ? value->data() : nullptr,
                        value ? static_cast<ssize_t>(value->size()) : 0);
  }
  return headers;
}

// The library takes a null pointer for "none"; an empty text needs an address.
const char* address(const std::optional<std::string_view>& bytes) {
  if (!bytes) return nullptr;
  return bytes->data() != nullptr ? bytes->data() : "";
}

rd_kafka_resp_err_t hand_over(rd_kafka_t* rk, const ProducedRecord& record, Delivered* delivered) {
  const std::string topic(record.topic);
  HeadersPtr headers = headers_of(record);
  auto* key = const_cast<char*>(address(record.key));
  auto* value = const_cast<char*>(address(record.value));
  const std::size_t key_size = record.key ? record.key->size() : 0;
  const std::size_t value_size = record.value ? record.value->size() : 0;
  const std::int64_t timestamp_ms = record.timestamp_ms < 0 ? 0 : record.timestamp_ms;
  const std::int32_t partition = record.partition < 0 ? RD_KAFKA_PARTITION_UA : record.partition;
  const auto err = rd_kafka_producev(
      rk, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_KEY(key, key_size),
      RD_KAFKA_V_VALUE(value, value_size), RD_KAFKA_V_TIMESTAMP(timestamp_ms),
      RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(delivered), RD_KAFKA_V_END);
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) (void)headers.release();  // the message owns them now
  return err;
}

}  // namespace

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const std::unique_ptr<Delivered> delivered(static_cast<Delivered*>(message->_private));
  if (!delivered) return;
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    (*delivered)(model::Done{});
  } else {
    (*delivered)(explain_write(message->err, rd_kafka_topic_name(message->rkt)));
  }
}

KafkaProducer::KafkaProducer(KafkaSettings settings, std::unique_ptr<KafkaClient> client)
    : settings_(std::move(settings)), client_(std::move(client)) {}

KafkaProducer::~KafkaProducer() { abandon(std::move(client_)); }

model::Result<std::unique_ptr<KafkaProducer>> KafkaProducer::open(KafkaSettings settings) {
  auto client = make_producer(settings);
  if (!client) return client.error();
  return std::unique_ptr<KafkaProducer>(new KafkaProducer(std::move(settings), std::move(*client)));
}

bool KafkaProducer::produce(const ProducedRecord& record, Delivered delivered) {
  std::unique_ptr<Delivered> owned;
  if (delivered) owned = std::make_unique<Delivered>(std::move(delivered));
  rd_kafka_resp_err_t err;
  {
    const std::lock_guard guard(mutex_);
    err = hand_over(client_->get(), record, owned.get());
  }
  if (err == RD_KAFKA_RESP_ERR__QUEUE_FULL) return false;
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    (void)owned.release();  // until the report
  } else if (owned) {
    (*owned)(explain_write(err, std::string(record.topic)));
  }
  return true;
}

Status KafkaProducer::poll(int wait_ms) {
  rd_kafka_poll(client_->get(), wait_ms);
  std::array<char, 512> reason{};
  const auto err = rd_kafka_fatal_error(client_->get(), reason.data(), reason.size());
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR) return model::Done{};
  Error failed{ErrorCode::unavailable,
               fmt::format("the producer failed for good ({}: {}); it is made anew",
                           rd_kafka_err2name(err), reason.data()),
               "kafka"};
  if (steady_ms() < retry_at_ms_) return failed;
  retry_at_ms_ = steady_ms() + model::kProducerRetryMs;
  if (auto replaced = replace_client(); !replaced) return replaced;
  return failed;
}

Status KafkaProducer::flush(int timeout_ms) {
  const std::int64_t deadline = steady_ms() + timeout_ms;
  while (rd_kafka_outq_len(client_->get()) > 0) {
    if (steady_ms() >= deadline) {
      return Error{ErrorCode::unavailable,
                   fmt::format("{} records are not acknowledged after {} ms",
                               rd_kafka_outq_len(client_->get()), timeout_ms),
                   "kafka"};
    }
    // A failure reaches the callbacks of the records it concerns.
    (void)poll(model::kProducerLingerMs);
  }
  return model::Done{};
}

Status KafkaProducer::replace_client() {
  auto fresh = make_producer(settings_);
  if (!fresh) return fresh.error();
  std::unique_ptr<KafkaClient> old = std::move(*fresh);
  {
    const std::lock_guard guard(mutex_);
    std::swap(old, client_);
  }
  abandon(std::move(old));
  return model::Done{};
}

void KafkaProducer::abandon(std::unique_ptr<KafkaClient> client) {
  // Every record still held reports its end before the handle goes.
  rd_kafka_purge(client->get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_flush(client->get(), model::kKafkaGoodbyeMs);
}

}  // namespace ioc::ingest
