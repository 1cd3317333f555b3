// Contact with the broker: lost when it falls silent, there again when it is back.
#include "ingest/kafka_contact.h"

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_contact_test {
namespace {

// Waits until `found` holds; false: it never did.
template <class Found>
bool comes_true(const Found& found) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
  while (!found()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

TEST(KafkaContactTest, SilenceGrowsWhileNothingAnswersAndEndsWithAnAnswer) {
  std::atomic<bool> is_there{true};
  const KafkaContact contact([&] { return is_there.load(); }, 5);
  EXPECT_LT(contact.silence_ms(), 1000);
  is_there = false;
  EXPECT_TRUE(comes_true([&] { return contact.silence_ms() > 300; }));
  is_there = true;
  EXPECT_TRUE(comes_true([&] { return contact.silence_ms() < 100; }));
}

TEST(KafkaContactTest, ItsEndDoesNotWaitForTheNextQuestion) {
  const auto begin = std::chrono::steady_clock::now();
  {
    const KafkaContact contact([] { return true; }, 60'000);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

class KafkaContactBrokerTest : public KafkaFixture {};

TEST_F(KafkaContactBrokerTest, ASourceKnowsThatItsBrokerIsAwayAndBackAgain) {
  write(0, 10);
  auto source = started(settings(), {start_of(0)});
  read(*source, 0, 10);
  EXPECT_TRUE(comes_true([&] { return source->silence_ms() < 1000; }));
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  EXPECT_TRUE(comes_true([&] { return source->silence_ms() > 5000; }));
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  EXPECT_TRUE(comes_true([&] { return source->silence_ms() < 1000; }));
}

}  // namespace
}  // namespace ioc::ingest::kafka_contact_test
