#include "app/audit_heads.h"

#include <spdlog/spdlog.h>

#include <nlohmann/json.hpp>

#include "app/clock.h"
#include "app/log_reading.h"
#include "ingest/kafka_admin.h"
#include "model/limits.h"

namespace ioc::app {

using storage::AuditHead;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kDeliverWaitMs = 10'000;
constexpr std::int64_t kLookForHeadsMs = 1'000;
constexpr std::string_view kKey = "audit";  // one partition, in order

}  // namespace

std::string write_head(const AuditHead& head, model::Instant at) {
  return Json{{"count", head.count}, {"hash", head.hash}, {"at", model::format_rfc3339(at, {})}}
      .dump();
}

std::optional<AuditHead> read_head(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto count = json.find("count");
  const auto hash = json.find("hash");
  if (count == json.end() || !count->is_number_integer()) return std::nullopt;
  if (hash == json.end() || !hash->is_string()) return std::nullopt;
  return AuditHead{count->get<std::int64_t>(), hash->get<std::string>()};
}

model::Result<std::vector<AuditHead>> published_heads(const ingest::KafkaSettings& settings,
                                                      const std::string& topic,
                                                      const std::atomic<bool>& stop) {
  std::vector<AuditHead> heads;
  const auto parts = whole_topic(settings, topic);
  if (!parts) return parts.error();
  if (parts->empty()) return heads;
  const auto read =
      read_log(settings, *parts, stop, [&](std::size_t, std::span<const model::Record> records) {
        for (const model::Record& record : records) {
          if (!record.value) continue;
          if (auto head = read_head(*record.value)) heads.push_back(*head);
        }
      });
  if (!read.ok()) return read.error();
  return heads;
}

AuditHeads::AuditHeads(storage::People& people, ingest::KafkaSettings settings, std::string topic)
    : people_(people), settings_(std::move(settings)), topic_(std::move(topic)) {}

model::Status AuditHeads::start() {
  auto producer = ingest::KafkaProducer::open(settings_);
  if (!producer) return producer.error();
  producer_ = *std::move(producer);
  thread_ = std::thread([this] { run(); });
  return model::Done{};
}

void AuditHeads::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void AuditHeads::run() {
  make_topic();  // at the first change it shall be there
  std::int64_t next_ms = 0;
  while (!stopping_) {
    if (steady_ms() >= next_ms && has_changed()) {
      make_topic();
      publish(kDeliverWaitMs);
      next_ms = steady_ms() + model::kAuditHeadMs;
    }
    sleep_unless(stopping_, kLookForHeadsMs);
  }
  if (has_changed()) publish(model::kOutboxGoodbyeMs);
}

bool AuditHeads::has_changed() {
  const auto head = people_.audit.head();
  if (!head) spdlog::error("audit: {}", head.error().message());
  return head && head->count > 0 && *head != published_;
}

// One partition keeps the heads in order. Where it cannot be made here, the broker may make it at
// its first record; whether that one is taken is told then.
void AuditHeads::make_topic() {
  if (has_topic_) return;
  const ingest::TopicInfo topic{topic_, 1};
  has_topic_ = ingest::create_missing_topics(settings_, {&topic, 1}, model::kKafkaSliceMs).ok();
}

void AuditHeads::publish(int wait_ms) {
  const auto head = people_.audit.head();
  if (!head) return spdlog::error("audit: {}", head.error().message());
  const std::string text = write_head(*head, wall_now());
  // The answer may come when this has long been left.
  const auto answer = std::make_shared<std::optional<model::Status>>();
  ingest::ProducedRecord record;
  record.topic = topic_;
  record.key = kKey;
  record.value = text;
  if (!producer_->produce(record,
                          [answer](model::Status status) { *answer = std::move(status); })) {
    return;
  }
  const std::int64_t until_ms = steady_ms() + wait_ms;
  const bool is_goodbye = stopping_;
  while (!*answer && steady_ms() < until_ms && stopping_ == is_goodbye) {
    if (auto polled = producer_->poll(100); !polled.ok()) break;
  }
  if (*answer && (*answer)->ok()) {
    published_ = *head;
  } else if (!stopping_) {
    spdlog::warn("audit: the head of {} records was not taken by {}: {}", head->count, topic_,
                 *answer ? (*answer)->error().message() : "no answer");
  }
}

}  // namespace ioc::app
