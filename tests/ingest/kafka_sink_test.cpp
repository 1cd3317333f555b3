// The outbox's way out: order, resending, refusal, and the log that results.
#include "ingest/kafka_sink.h"

#include <set>

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_sink_test {
namespace {

using model::ErrorCode;

class KafkaSinkTest : public KafkaFixture {
 protected:
  model::OutboxEntry entry(std::uint64_t sequence, std::string topic = kTopic) {
    return {sequence,
            std::move(topic),
            key_for(0, static_cast<int>(sequence)),
            fmt::format("v{}", sequence),
            {{"reason", "test"}}};
  }
  std::unique_ptr<KafkaSink> opened(KafkaSettings settings) {
    auto sink = KafkaSink::open(std::move(settings));
    EXPECT_TRUE(sink.ok());
    return std::move(*sink);
  }
  void send_all(KafkaSink& sink, std::uint64_t first, std::uint64_t end) {
    for (std::uint64_t sequence = first; sequence < end; ++sequence) {
      for (int i = 0; !sink.send(entry(sequence)); ++i) {
        ASSERT_LT(i, 1000);
        (void)sink.poll(20);
      }
    }
  }
  std::vector<ReadRecord> log(int wanted) {
    auto source = started(settings(), {start_of(0)});
    auto records = read(*source, 0, wanted, 1)[0];
    auto more = read(*source, 0, 1, 1, 300)[0];
    records.insert(records.end(), more.begin(), more.end());
    return records;
  }
};

TEST_F(KafkaSinkTest, EntriesArriveInOrderAndAreAcknowledged) {
  auto sink = opened(settings());
  EXPECT_EQ(sink->acknowledged_below(), 0u);
  send_all(*sink, 100, 400);
  EXPECT_GE(sink->acknowledged_below(), 100u);
  ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  EXPECT_EQ(sink->acknowledged_below(), 400u);
  EXPECT_EQ(sink->in_flight(), 0u);
  const auto records = log(300);
  ASSERT_EQ(records.size(), 300u);
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i].value, fmt::format("v{}", 100 + i));
  }
  ASSERT_EQ(records[0].headers.size(), 1u);
  EXPECT_EQ(records[0].headers[0].second, "test");
}

TEST_F(KafkaSinkTest, TheAcknowledgementNeverPassesAnEntryInFlight) {
  rd_kafka_mock_broker_set_rtt(broker_->cluster(), 1, 30);
  auto sink = opened(settings());
  std::uint64_t before = 0;
  for (std::uint64_t sequence = 1; sequence < 200; ++sequence) {
    ASSERT_TRUE(sink->send(entry(sequence)));
    (void)sink->poll(1);
    ASSERT_GE(sink->acknowledged_below(), before);
    ASSERT_EQ(sink->acknowledged_below() + sink->in_flight() <= sequence + 1, true);
    before = sink->acknowledged_below();
  }
  ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  EXPECT_EQ(sink->acknowledged_below(), 200u);
}

TEST_F(KafkaSinkTest, InjectedErrorsLeaveNeitherGapsNorRepeats) {
  auto sink = opened(settings());
  send_all(*sink, 0, 50);
  ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  for (int round = 0; round < 4; ++round) {
    inject(kProduceRequest, 2, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    inject(kProduceRequest, 1, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
    inject(kProduceRequest, 1, RD_KAFKA_RESP_ERR__TRANSPORT);
    const auto first = static_cast<std::uint64_t>(50 + round * 50);
    send_all(*sink, first, first + 50);
    ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  }
  const auto records = log(250);
  ASSERT_EQ(records.size(), 250u);
  for (std::size_t i = 0; i < records.size(); ++i) {
    ASSERT_EQ(records[i].value, fmt::format("v{}", i));
  }
}

TEST_F(KafkaSinkTest, ABrokerThatIsAwayLosesNothing) {
  auto sink = opened(settings());
  send_all(*sink, 0, 10);
  ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  send_all(*sink, 10, 60);
  const auto flushed = sink->flush(300);
  ASSERT_FALSE(flushed.ok());
  EXPECT_EQ(flushed.error().code, ErrorCode::unavailable);
  EXPECT_EQ(sink->acknowledged_below(), 10u);
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  EXPECT_EQ(sink->acknowledged_below(), 60u);
  EXPECT_EQ(log(60).size(), 60u);
}

TEST_F(KafkaSinkTest, AProducerThatFailedForGoodIsMadeAnewAndNothingIsLost) {
  // The broker refuses this client an id: fatal to it, whatever it is given later.
  inject(kInitProducerIdRequest, 1, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
  auto sink = opened(settings());
  int refused = 0;
  bool was_told = false;
  for (std::uint64_t sequence = 0; sequence < 40;) {
    if (sink->send(entry(sequence))) {
      ++sequence;
    } else {
      ASSERT_LT(++refused, 1000);
    }
    was_told = !sink->poll(10).ok() || was_told;
  }
  (void)sink->flush(kPatienceMs);
  EXPECT_TRUE(was_told);
  EXPECT_EQ(sink->acknowledged_below(), 40u);
  std::set<std::string> values;
  const auto records = log(40);
  for (const ReadRecord& record : records) values.insert(record.value);
  EXPECT_EQ(values.size(), 40u);
}

TEST_F(KafkaSinkTest, AnEntryNoResendingMendsIsNamedAndHoldsNoOtherBack) {
  auto small = settings();
  small.options["message.max.bytes"] = "2000";
  auto sink = opened(small);
  auto large = entry(1);
  large.value = std::string(5000, 'x');
  ASSERT_TRUE(sink->send(entry(0)));
  ASSERT_TRUE(sink->send(large));
  ASSERT_TRUE(sink->send(entry(2)));
  const auto flushed = sink->flush(1500);
  ASSERT_FALSE(flushed.ok());
  EXPECT_EQ(flushed.error().code, ErrorCode::config);
  EXPECT_EQ(flushed.error().subject, kTopic);
  EXPECT_EQ(sink->acknowledged_below(), 1u);
  ASSERT_EQ(sink->refused().size(), 1u);
  EXPECT_EQ(sink->refused()[0].sequence, 1u);
  EXPECT_EQ(log(2).size(), 2u);
  sink->give_up(1);
  EXPECT_EQ(sink->acknowledged_below(), 3u);
  EXPECT_TRUE(sink->poll().ok());
}

TEST_F(KafkaSinkTest, AFullQueueSaysNoInsteadOfWaitingOrGrowing) {
  auto small = settings();
  small.options["queue.buffering.max.messages"] = "10";
  auto sink = opened(small);
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  std::uint64_t sent = 0;
  while (sent < 1000 && sink->send(entry(sent))) ++sent;
  EXPECT_EQ(sent, 10u);
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  send_all(*sink, sent, 30);
  ASSERT_TRUE(sink->flush(kPatienceMs).ok());
  EXPECT_EQ(log(30).size(), 30u);
}

}  // namespace
}  // namespace ioc::ingest::kafka_sink_test
