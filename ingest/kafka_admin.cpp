// Making topics through the library's admin requests.
#include "ingest/kafka_admin.h"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <vector>

#include "ingest/kafka_client.h"

namespace ioc::ingest {
namespace {

using model::Error;
using model::ErrorCode;
using model::Status;
using NewTopicPtr = std::unique_ptr<rd_kafka_NewTopic_t, Destroyer<rd_kafka_NewTopic_destroy>>;
using OptionsPtr =
    std::unique_ptr<rd_kafka_AdminOptions_t, Destroyer<rd_kafka_AdminOptions_destroy>>;

constexpr int kBrokersDefault = -1;  // replication factor

Status status_of(const rd_kafka_topic_result_t* result) {
  const auto err = rd_kafka_topic_result_error(result);
  const char* text = rd_kafka_topic_result_error_string(result);
  const std::string why = text != nullptr ? text : rd_kafka_err2str(err);
  switch (err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: return model::Done{};
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return Error{ErrorCode::config, why, rd_kafka_topic_result_name(result)};
    default: return Error{ErrorCode::unavailable, why, rd_kafka_topic_result_name(result)};
  }
}

}  // namespace

Status create_missing_topics(const KafkaSettings& settings, std::span<const TopicInfo> topics,
                             int timeout_ms) {
  if (topics.empty()) return model::Done{};
  auto client = make_client(RD_KAFKA_PRODUCER, settings, {});
  if (!client) return client.error();
  rd_kafka_t* rk = (*client)->get();

  std::array<char, 512> reason{};
  std::vector<NewTopicPtr> owned;
  std::vector<rd_kafka_NewTopic_t*> wanted;
  for (const TopicInfo& topic : topics) {
    owned.emplace_back(rd_kafka_NewTopic_new(topic.topic.c_str(), topic.partition_count,
                                             kBrokersDefault, reason.data(), reason.size()));
    if (!owned.back()) return Error{ErrorCode::config, reason.data(), topic.topic};
    wanted.push_back(owned.back().get());
  }
  const OptionsPtr options(rd_kafka_AdminOptions_new(rk, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, reason.data(),
                                            reason.size());
  const QueuePtr queue(rd_kafka_queue_new(rk));
  rd_kafka_CreateTopics(rk, wanted.data(), wanted.size(), options.get(), queue.get());

  const EventPtr event(rd_kafka_queue_poll(queue.get(), timeout_ms));
  const auto* result = event ? rd_kafka_event_CreateTopics_result(event.get()) : nullptr;
  if (result == nullptr)
    return Error{ErrorCode::unavailable, "no broker answered in time", "topics"};
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Error{ErrorCode::unavailable, rd_kafka_event_error_string(event.get()), "topics"};
  }
  std::size_t count = 0;
  const auto* results = rd_kafka_CreateTopics_result_topics(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (auto made = status_of(results[i]); !made) return made;
  }
  return model::Done{};
}

}  // namespace ioc::ingest
