// A Kafka cluster inside the process, for the demo and for tests: the client library's own mock on
// loopback. It speaks the real protocol to librdkafka clients, also of other processes.
//
// Limits: keeps 5 MiB or 100,000 messages a partition; no time look-up, transactions, admin
// requests or Java clients; a topic that is asked for is made with four partitions; all in memory.
#pragma once

#include <memory>
#include <string>

#include "model/result.h"

struct rd_kafka_mock_cluster_s;

namespace ioc::ingest {

struct KafkaClient;

// Role: owns the cluster; it ends with this object. Threads: any.
class MockBroker {
 public:
  static model::Result<std::unique_ptr<MockBroker>> start(int brokers = 1);
  ~MockBroker();
  MockBroker(const MockBroker&) = delete;
  MockBroker& operator=(const MockBroker&) = delete;

  std::string bootstraps() const;  // "127.0.0.1:PORT,…"
  model::Status create_topic(const std::string& name, int partition_count);

  // For tests only: the cluster itself, for its fault injection.
  rd_kafka_mock_cluster_s* cluster() const { return cluster_; }

 private:
  MockBroker(std::unique_ptr<KafkaClient> client, rd_kafka_mock_cluster_s* cluster);

  std::unique_ptr<KafkaClient> client_;  // the cluster lives in it
  rd_kafka_mock_cluster_s* const cluster_;
};

}  // namespace ioc::ingest
