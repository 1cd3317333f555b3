// The end of clients whose broker is away: soon, and silent from then on.
#include "ingest/kafka_goodbye.h"

#include <thread>

#include "ingest/kafka_sink.h"
#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_goodbye_test {
namespace {

using Clock = std::chrono::steady_clock;

class KafkaGoodbyeTest : public KafkaFixture {
 protected:
  void lose_broker() { rd_kafka_mock_broker_set_down(broker_->cluster(), 1); }
};

TEST_F(KafkaGoodbyeTest, ASourceWithoutItsBrokerEndsSoon) {
  write(0, 10);
  auto source = started(settings(), {start_of(0)});
  read(*source, 0, 10);
  lose_broker();
  source->commit_offsets(std::vector<KafkaSource::Position>{{0, 10}});
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const Clock::time_point begin = Clock::now();
  source.reset();
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(4));
}

TEST_F(KafkaGoodbyeTest, ASinkWithoutItsBrokerEndsSoonAndSaysNothingAfterwards) {
  std::atomic<bool> is_over{false};
  std::atomic<int> late_count{0};
  auto talking = settings();
  talking.log = [&](int, std::string_view) { late_count += is_over; };
  auto sink = KafkaSink::open(talking);
  ASSERT_TRUE(sink.ok());
  lose_broker();
  ASSERT_TRUE((*sink)->send({1, kTopic, "k", "v", {}}));
  (void)(*sink)->poll(500);
  const Clock::time_point begin = Clock::now();
  sink->reset();
  is_over = true;
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(2));
  std::this_thread::sleep_for(std::chrono::seconds(2));
  EXPECT_EQ(late_count, 0);
}

TEST_F(KafkaGoodbyeTest, ACallThatWaitsForABrokerGivesUpWhenTheProgramEnds) {
  std::atomic<bool> stop{true};
  auto ending = settings();
  ending.stop = &stop;
  auto source = KafkaSource::open(ending);
  ASSERT_TRUE(source.ok());
  lose_broker();
  const Clock::time_point begin = Clock::now();
  EXPECT_FALSE((*source)->topic(kTopic).ok());
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(3));
}

}  // namespace
}  // namespace ioc::ingest::kafka_goodbye_test
