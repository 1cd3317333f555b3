// Plain production: callbacks, threads, and the end.
#include "ingest/kafka_producer.h"

#include <atomic>
#include <thread>

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_producer_test {
namespace {

class KafkaProducerTest : public KafkaFixture {
 protected:
  std::unique_ptr<KafkaProducer> opened() {
    auto producer = KafkaProducer::open(settings());
    EXPECT_TRUE(producer.ok());
    return std::move(*producer);
  }
  static ProducedRecord record() {
    ProducedRecord made;
    made.topic = kTopic;
    made.value = "x";
    return made;
  }
};

TEST_F(KafkaProducerTest, EveryCallbackIsCalledByTheEndThoughTheBrokerIsAway) {
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  int called = 0;
  {
    auto producer = opened();
    for (int i = 0; i < 20; ++i) {
      ASSERT_TRUE(producer->produce(record(), [&](const model::Status& status) {
        EXPECT_FALSE(status.ok());
        ++called;
      }));
    }
  }
  EXPECT_EQ(called, 20);
}

TEST_F(KafkaProducerTest, SeveralThreadsProduceWhileOnePolls) {
  auto producer = opened();
  std::atomic<int> acknowledged{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        while (!producer->produce(
            record(), [&](const model::Status& status) { acknowledged += status.ok(); })) {
          std::this_thread::yield();
        }
      }
    });
  }
  for (int i = 0; i < 1000 && acknowledged < 900; ++i) ASSERT_TRUE(producer->poll(20).ok());
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE(producer->flush(kPatienceMs).ok());
  EXPECT_EQ(acknowledged, 900);
}

TEST_F(KafkaProducerTest, ACallbackMayProduce) {
  auto producer = opened();
  bool is_second_through = false;
  ASSERT_TRUE(producer->produce(record(), [&](const model::Status& first) {
    EXPECT_TRUE(first.ok());
    EXPECT_TRUE(producer->produce(
        record(), [&](const model::Status& second) { is_second_through = second.ok(); }));
  }));
  for (int i = 0; i < 500 && !is_second_through; ++i) ASSERT_TRUE(producer->poll(20).ok());
  EXPECT_TRUE(is_second_through);
}

TEST_F(KafkaProducerTest, ARecordNobodyCanTakeIsToldToItsCallback) {
  auto small = settings();
  small.options["message.max.bytes"] = "2000";
  auto producer = KafkaProducer::open(small);
  ASSERT_TRUE(producer.ok());
  const std::string large(5000, 'x');
  ProducedRecord made = record();
  made.value = large;
  std::optional<model::Error> told;
  EXPECT_TRUE(
      (*producer)->produce(made, [&](const model::Status& status) { told = status.error(); }));
  (void)(*producer)->flush(kPatienceMs);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->code, model::ErrorCode::config);
}

}  // namespace
}  // namespace ioc::ingest::kafka_producer_test
