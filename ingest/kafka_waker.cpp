// Waking the client's broker threads by asking for the ends of logs.
#include "ingest/kafka_waker.h"

#include <chrono>

#include "model/limits.h"

namespace ioc::ingest {

void wake_fetchers(rd_kafka_t* client, const rd_kafka_topic_partition_list_t* partitions,
                   int timeout_ms) {
  const PartitionListPtr asked(rd_kafka_topic_partition_list_copy(partitions));
  for (int i = 0; i < asked->cnt; ++i) asked->elems[i].offset = RD_KAFKA_OFFSET_END;
  (void)rd_kafka_offsets_for_times(client, asked.get(), timeout_ms);
}

KafkaWaker::KafkaWaker(rd_kafka_t* client, PartitionListPtr partitions)
    : client_(client), partitions_(std::move(partitions)), thread_([this] { run(); }) {}

KafkaWaker::~KafkaWaker() {
  {
    const std::lock_guard guard(mutex_);
    is_ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void KafkaWaker::wake() {
  {
    const std::lock_guard guard(mutex_);
    is_wanted_ = true;
  }
  changed_.notify_one();
}

void KafkaWaker::run() {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    changed_.wait(lock, [&] { return is_wanted_ || is_ending_; });
    if (is_ending_) return;
    is_wanted_ = false;
    lock.unlock();
    wake_fetchers(client_, partitions_.get(), model::kKafkaWakeCallMs);
    lock.lock();
    changed_.wait_for(lock, std::chrono::milliseconds(model::kKafkaWakePauseMs),
                      [&] { return is_ending_; });
  }
}

}  // namespace ioc::ingest
