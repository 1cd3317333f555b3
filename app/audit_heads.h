// The head of the audit log, told to Kafka: a second place, with rights of its own, that knows how
// long the log was. Without it an end that was cut off could not be told.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "ingest/kafka_producer.h"
#include "model/result.h"
#include "storage/people.h"

namespace ioc::app {

// {"count":12,"hash":"…","at":"…"}
std::string write_head(const storage::AuditHead& head, model::Instant at);
// None for what is no head.
std::optional<storage::AuditHead> read_head(std::string_view text);

// Every head that was published. Errors: as read_log.
model::Result<std::vector<storage::AuditHead>> published_heads(
    const ingest::KafkaSettings& settings, const std::string& topic, const std::atomic<bool>& stop);

// Role: publishes the head within a second of a change, at most each kAuditHeadMs.
// A broker that is away is tried again.
// Threads: its own; `start` and `stop` by one owner.
class AuditHeads {
 public:
  AuditHeads(storage::People& people, ingest::KafkaSettings settings, std::string topic);
  ~AuditHeads() { stop(); }

  model::Status start();
  // What has changed since is published, if the broker takes it within a second.
  void stop();

 private:
  void run();
  bool has_changed();
  void make_topic();
  void publish(int wait_ms);

  storage::People& people_;
  const ingest::KafkaSettings settings_;
  const std::string topic_;
  std::unique_ptr<ingest::KafkaProducer> producer_;
  storage::AuditHead published_;  // owned by the thread, as is has_topic_
  bool has_topic_ = false;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace ioc::app
