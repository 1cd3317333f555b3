// Keeps the client's fetching awake.
//
// Why: when a queue has reached its bound, a librdkafka before 2.2 looks at it again only when its
// broker thread next wakes, up to a second later, however soon the queue is empty; a new assignment
// may wait as long. Reading then runs at one queue a second: 63,000 records/s instead of 2,000,000
// (mock broker, 4 partitions, 8 MiB, 2 shards). Any request to the broker wakes that thread. So
// whoever sees a queue run low asks the leaders where their logs end, which costs them little.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "ingest/kafka_client.h"

namespace ioc::ingest {

// Asks the leaders of these partitions for the ends of their logs, all at once; waits for the
// answers at most `timeout_ms`. The answers are of no interest.
void wake_fetchers(rd_kafka_t* client, const rd_kafka_topic_partition_list_t* partitions,
                   int timeout_ms);

// Role: does so on a thread of its own, so that no shard waits for a broker.
// Threads: `wake` from any. Bounds: one round at a time, kKafkaWakePauseMs apart.
class KafkaWaker {
 public:
  // The client outlives the waker.
  KafkaWaker(rd_kafka_t* client, PartitionListPtr partitions);
  ~KafkaWaker();
  KafkaWaker(const KafkaWaker&) = delete;
  KafkaWaker& operator=(const KafkaWaker&) = delete;

  void wake();

 private:
  void run();

  rd_kafka_t* const client_;
  const PartitionListPtr partitions_;
  std::mutex mutex_;  // guards the two flags between shards and the thread
  std::condition_variable changed_;
  bool is_wanted_ = false;
  bool is_ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace ioc::ingest
