// The client library's mock cluster, owned.
#include "ingest/mock_broker.h"

#include "ingest/kafka_client.h"

// After rdkafka.h, which it asks for.
#include <librdkafka/rdkafka_mock.h>

namespace ioc::ingest {

using model::Error;
using model::ErrorCode;

MockBroker::MockBroker(std::unique_ptr<KafkaClient> client, rd_kafka_mock_cluster_s* cluster)
    : client_(std::move(client)), cluster_(cluster) {}

MockBroker::~MockBroker() { rd_kafka_mock_cluster_destroy(cluster_); }

model::Result<std::unique_ptr<MockBroker>> MockBroker::start(int brokers) {
  // The cluster needs a client to live in; it talks to nobody, so any address will do.
  KafkaSettings settings;
  settings.brokers = "127.0.0.1:1";
  auto client = make_client(RD_KAFKA_PRODUCER, settings, {});
  if (!client) return client.error();
  rd_kafka_mock_cluster_t* cluster = rd_kafka_mock_cluster_new((*client)->get(), brokers);
  if (cluster == nullptr) {
    return Error{ErrorCode::unavailable, "the embedded broker did not start", "mock broker"};
  }
  return std::unique_ptr<MockBroker>(new MockBroker(std::move(*client), cluster));
}

std::string MockBroker::bootstraps() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }

model::Status MockBroker::create_topic(const std::string& name, int partition_count) {
  const auto err = rd_kafka_mock_topic_create(cluster_, name.c_str(), partition_count, 1);
  if (err == RD_KAFKA_RESP_ERR_NO_ERROR || err == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
    return model::Done{};
  }
  return Error{ErrorCode::config, rd_kafka_err2str(err), name};
}

}  // namespace ioc::ingest
