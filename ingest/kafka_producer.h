// Writing to Kafka: an idempotent producer that heals itself when the client fails for good.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ingest/kafka_settings.h"
#include "model/result.h"
#include "model/state.h"

namespace ioc::ingest {

struct KafkaClient;

struct ProducedRecord {
  std::string_view topic;
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;
  std::span<const model::OutboxHeader> headers;
  std::int64_t timestamp_ms = -1;  // -1: the time of sending
  std::int32_t partition = -1;     // -1: by the key
};

// Called once per record, in `poll`, `flush` or the destructor. Errors: `config` for one that no
// resending mends (too large, no such topic, no right), else `unavailable`.
using Delivered = std::function<void(model::Status)>;

// Role: records out, each acknowledged by all in-sync replicas, in order per partition.
// Threads: `produce` from any thread, also inside a callback; `poll` and `flush` by one thread.
// Bounds: kProducerMessagesMax, kProducerKbytesMax; memory is copied until acknowledged.
class KafkaProducer {
 public:
  static model::Result<std::unique_ptr<KafkaProducer>> open(KafkaSettings settings);
  ~KafkaProducer();
  KafkaProducer(const KafkaProducer&) = delete;
  KafkaProducer& operator=(const KafkaProducer&) = delete;

  // Never waits. False: the local queue is full; nothing happened, call again after `poll`. An
  // error that is known at once is delivered to the callback too.
  bool produce(const ProducedRecord& record, Delivered delivered = {});
  // Delivers callbacks, waiting at most `wait_ms` for the first. Error `unavailable`: the client
  // had failed for good; everything unacknowledged was reported so, and a new client is made.
  model::Status poll(int wait_ms);
  // Waits until everything is acknowledged. Error: unavailable after `timeout_ms`.
  model::Status flush(int timeout_ms);

 private:
  KafkaProducer(KafkaSettings settings, std::unique_ptr<KafkaClient> client);
  model::Status replace_client();
  void abandon(std::unique_ptr<KafkaClient> client);

  const KafkaSettings settings_;
  // Guards `client_` against its replacement while another thread produces; `poll`, which alone
  // replaces it, reads it without.
  std::mutex mutex_;
  std::unique_ptr<KafkaClient> client_;
  std::int64_t retry_at_ms_ = 0;  // owned by the polling thread; steady clock
};

}  // namespace ioc::ingest
