// Events on their way to the brokers (app/intake.h).
#include "app/intake.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <mutex>
#include <thread>

#include "ingest/kafka_source.h"
#include "ingest/mock_broker.h"
#include "model/limits.h"

namespace ioc::app::intake_test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kTopic = "papers";

struct IntakeTest : ::testing::Test {
  void SetUp() override {
    auto started = ingest::MockBroker::start();
    ASSERT_TRUE(started.ok()) << started.error().message();
    broker = *std::move(started);
    ASSERT_TRUE(broker->create_topic(kTopic, 4).ok());
    plan.units = model::UnitTree({{"R", "", "", "", model::kNoUnit, {}, {}}});
    model::StreamPlan& stream = plan.streams.emplace_back();
    stream.id = "papers";
    stream.topic = kTopic;
  }

  void open(const std::string& brokers, std::map<std::string, std::string> options = {}) {
    ingest::KafkaSettings settings;
    settings.brokers = brokers;
    settings.options = std::move(options);
    auto opened = Intake::open(plan, settings, [this](int) { return trouble; });
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    intake = *std::move(opened);
  }

  static model::IntakeCheck events(const std::vector<std::string>& keys, std::size_t bytes = 10) {
    model::IntakeCheck checked;
    checked.now = {1'602'724'500'000};
    for (const std::string& key : keys) {
      checked.events.push_back({0, key, std::string(bytes, 'v'), {{"content-type", "x"}}});
    }
    return checked;
  }

  // What came back within the wait; none: nothing.
  struct Answer {
    std::mutex mutex;
    std::vector<model::Status> all;
    std::size_t count() {
      const std::lock_guard lock(mutex);
      return all.size();
    }
    bool wait(std::size_t wanted, std::chrono::milliseconds longest = 20s) {
      const auto deadline = std::chrono::steady_clock::now() + longest;
      while (count() < wanted && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(5ms);
      }
      return count() == wanted;
    }
  };
  void send(Answer& answer, model::IntakeCheck checked) {
    intake->send(0, std::move(checked), [&answer](const model::Status& status) {
      const std::lock_guard lock(answer.mutex);
      answer.all.push_back(status);
    });
  }

  model::Plan plan;
  std::string trouble;
  std::unique_ptr<ingest::MockBroker> broker;
  std::unique_ptr<Intake> intake;
};

TEST_F(IntakeTest, ARequestIsAnsweredOnceWhenAllItsEventsAreAcknowledged) {
  open(broker->bootstraps());
  Answer answer;
  send(answer, events({"a", "b", "c"}));
  ASSERT_TRUE(answer.wait(1));
  EXPECT_TRUE(answer.all[0].ok()) << answer.all[0].error().message();
  EXPECT_EQ(intake->waiting_records(), 0u);
  send(answer, events({}));
  EXPECT_EQ(answer.count(), 2u);
  intake->stop();
  EXPECT_EQ(answer.count(), 2u);
}

TEST_F(IntakeTest, AStreamThatIsNotReadTakesNothing) {
  open(broker->bootstraps());
  trouble = "the stream papers is not read now";
  Answer answer;
  send(answer, events({"a"}));
  ASSERT_EQ(answer.count(), 1u);
  EXPECT_EQ(answer.all[0].error().text, trouble);
}

TEST_F(IntakeTest, WithoutABrokerWhatWaitsIsBoundedAndAnsweredInTime) {
  open("127.0.0.1:1");
  Answer answer;
  const auto begin = std::chrono::steady_clock::now();
  send(answer, events({"a"}));
  EXPECT_EQ(intake->waiting_records(), 1u);
  send(answer, events(std::vector<std::string>(40, "k"), 1 << 20));  // more than kIntakeBytesMax
  ASSERT_EQ(answer.count(), 1u);
  EXPECT_NE(answer.all[0].error().text.find("none of these was sent"), std::string::npos);
  EXPECT_EQ(intake->waiting_records(), 1u);
  ASSERT_TRUE(answer.wait(2));
  const auto waited = std::chrono::steady_clock::now() - begin;
  EXPECT_FALSE(answer.all[1].ok());
  EXPECT_GE(waited, std::chrono::milliseconds(model::kIntakeAnswerMs - 100));
  EXPECT_LT(waited, std::chrono::milliseconds(model::kIntakeAnswerMs + 2'000));
  // Nobody waits for it any more, but it is on its way still.
  EXPECT_EQ(intake->waiting_records(), 1u);
  send(answer, events(std::vector<std::string>(model::kIntakeRecordsMax, "k"), 1));
  EXPECT_EQ(answer.count(), 3u);
}

TEST_F(IntakeTest, TheEndAnswersWhatWaits) {
  open("127.0.0.1:1");
  Answer answer;
  send(answer, events({"a", "b"}));
  intake->stop();
  ASSERT_EQ(answer.count(), 1u);
  EXPECT_FALSE(answer.all[0].ok());
  send(answer, events({"a"}));
  EXPECT_EQ(answer.count(), 2u);
  intake.reset();
  EXPECT_EQ(answer.count(), 2u);
}

// murmur2 of these keys, as the Java client's own tests tell it: -973932308, -790332482 and
// 479470107; without the sign, modulo 4.
TEST_F(IntakeTest, KeysGoWhereJavaClientsPutThem) {
  open(broker->bootstraps());
  Answer answer;
  send(answer, events({"21", "foobar", "abc"}));
  ASSERT_TRUE(answer.wait(1));
  ASSERT_TRUE(answer.all[0].ok());

  ingest::KafkaSettings settings;
  settings.brokers = broker->bootstraps();
  auto source = ingest::KafkaSource::open(settings);
  ASSERT_TRUE(source.ok());
  std::vector<ingest::PartitionStart> starts;
  for (std::int32_t i = 0; i < 4; ++i) starts.push_back({{kTopic, i}});
  ASSERT_TRUE((*source)->start(std::move(starts)).ok());
  std::map<std::string, std::uint32_t> found;
  for (int look = 0; look < 400 && found.size() < 3; ++look) {
    auto batches = (*source)->poll(0, 50);
    ASSERT_TRUE(batches.ok());
    for (const ingest::FetchedBatch& batch : *batches) {
      for (const model::Record& record : batch.records) {
        found[std::string(*record.key)] = batch.partition;
        EXPECT_EQ(record.timestamp_ms, 1'602'724'500'000);  // when it was judged
        ASSERT_EQ(record.headers.size(), 1u);
      }
    }
  }
  EXPECT_EQ(found, (std::map<std::string, std::uint32_t>{{"21", 0}, {"foobar", 2}, {"abc", 3}}));
}

}  // namespace
}  // namespace ioc::app::intake_test
