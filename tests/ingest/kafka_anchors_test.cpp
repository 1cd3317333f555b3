// A log that is swapped under a reader's hands, and all that only looks like it.
#include "ingest/kafka_anchors.h"

#include "ingest/kafka_probe.h"
#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_anchors_test {
namespace {

using model::ErrorCode;

class KafkaAnchorsTest : public KafkaFixture {
 protected:
  void SetUp() override {
    KafkaFixture::SetUp();
    auto probe = KafkaProbe::open(settings());
    ASSERT_TRUE(probe.ok());
    probe_ = std::move(*probe);
  }
  Anchor record_at(std::int64_t offset, int partition = 0) {
    const Place place{{kTopic, partition}, offset};
    auto sights = probe_->look({&place, 1}, kPatienceMs);
    EXPECT_TRUE(sights.ok());
    return {place.name, offset, (*sights)[0].fingerprint};
  }
  // What another log's record would have left with us.
  static Anchor stranger_at(std::int64_t offset, int partition = 0) {
    return {{kTopic, partition}, offset, 12345};
  }
  std::vector<StoppedPartition> check(KafkaAnchors& anchors, const Anchor& applied,
                                      std::int64_t end) {
    const Standing standing{applied, end};
    return anchors.check(*probe_, {&standing, 1});
  }
  std::unique_ptr<KafkaProbe> probe_;
};

TEST_F(KafkaAnchorsTest, TheSameLogMovesTheAnchorOn) {
  write(0, 20);
  KafkaAnchors anchors;
  EXPECT_TRUE(check(anchors, record_at(4), 20).empty());
  EXPECT_EQ(anchors.all(), std::vector{record_at(4)});
  EXPECT_TRUE(check(anchors, record_at(9), 20).empty());
  EXPECT_EQ(anchors.all(), std::vector{record_at(9)});
}

TEST_F(KafkaAnchorsTest, ALogSwappedBetweenTwoChecksIsFoundThoughNewerRecordsComeFromTheNewOne) {
  write(0, 20);
  // Of the old log we had read up to 4; the records up to 9 were read from the new one.
  KafkaAnchors anchors(std::vector{stranger_at(4)});
  for (int again = 0; again < 2; ++again) {
    const auto found = check(anchors, record_at(9), 20);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].name.partition, 0);
    EXPECT_EQ(found[0].error.code, ErrorCode::source_changed);
    EXPECT_NE(found[0].error.text.find("offset 4 of partition 0"), std::string::npos);
    EXPECT_EQ(anchors.all(), std::vector{stranger_at(4)});  // A2
  }
}

TEST_F(KafkaAnchorsTest, ALogThatEndsBeforeWhatWasReadIsFoundAtTheSecondLook) {
  write(0, 20);
  KafkaAnchors anchors(std::vector{record_at(4)});
  EXPECT_TRUE(check(anchors, stranger_at(30), 20).empty());  // a new leader may lag for a moment
  const auto found = check(anchors, stranger_at(30), 20);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NE(found[0].error.text.find("ends at offset 20"), std::string::npos);

  KafkaAnchors beyond(std::vector{stranger_at(25)});
  EXPECT_TRUE(check(beyond, stranger_at(25), 20).empty());
  EXPECT_EQ(check(beyond, stranger_at(25), 20).size(), 1u);
}

TEST_F(KafkaAnchorsTest, ALogThatOnlyLookedShorterForAMomentIsForgiven) {
  write(0, 20);
  KafkaAnchors anchors(std::vector{record_at(4)});
  EXPECT_TRUE(check(anchors, record_at(9), 8).empty());
  EXPECT_TRUE(check(anchors, record_at(9), 20).empty());
  EXPECT_TRUE(check(anchors, record_at(10), 9).empty());
  EXPECT_EQ(anchors.all(), std::vector{record_at(9)});
}

TEST_F(KafkaAnchorsTest, AnAnchorThatRetentionRemovedOnlyMovesOn) {
  write_bulk(0, 1000);  // the mock keeps 5 MiB of these 10
  KafkaAnchors anchors(std::vector{stranger_at(4)});
  EXPECT_TRUE(check(anchors, record_at(990), 1000).empty());
  EXPECT_EQ(anchors.all(), std::vector{record_at(990)});
}

TEST_F(KafkaAnchorsTest, ABrokerThatIsAwayIsNoFinding) {
  write(0, 20);
  KafkaAnchors anchors(std::vector{stranger_at(4)});
  const Anchor applied = record_at(9);
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(check(anchors, applied, -1).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - begin,
            std::chrono::milliseconds(3 * model::kKafkaAnchorLookMs + 4000));
  EXPECT_EQ(anchors.all(), std::vector{stranger_at(4)});
  rd_kafka_mock_broker_set_up(broker_->cluster(), 1);
  bool is_found = false;
  for (int i = 0; i < 20 && !is_found; ++i) is_found = !check(anchors, applied, 20).empty();
  EXPECT_TRUE(is_found);
}

TEST_F(KafkaAnchorsTest, APartitionThatDidNotMoveIsNotLookedAt) {
  write(0, 20);
  KafkaAnchors anchors;
  EXPECT_TRUE(check(anchors, stranger_at(9), 20).empty());  // its first anchor
  EXPECT_TRUE(check(anchors, stranger_at(9), 20).empty());  // would be found, were it looked at
  EXPECT_EQ(check(anchors, stranger_at(9), 21).size(), 1u);
}

TEST_F(KafkaAnchorsTest, HundredsOfPartitionsAreLookedAtInTurn) {
  constexpr int kCount = static_cast<int>(model::kKafkaAnchorLooksMax) * 3;
  ASSERT_TRUE(broker_->create_topic("wide", kCount).ok());
  // All of them stand beyond the end of their empty logs, which takes two looks to be believed.
  std::vector<Anchor> kept;
  std::vector<Standing> standings;
  for (int i = 0; i < kCount; ++i) {
    kept.push_back({{"wide", i}, 7, 1});
    standings.push_back({{{"wide", i}, 8, 1}, 0});
  }
  KafkaAnchors anchors(kept);
  std::map<model::PartitionName, int> found;
  for (int round = 0; round < 6; ++round) {
    const auto now = anchors.check(*probe_, standings);
    EXPECT_LE(now.size(), model::kKafkaAnchorLooksMax);
    for (const StoppedPartition& each : now) ++found[each.name];
  }
  EXPECT_EQ(found.size(), static_cast<std::size_t>(kCount));
}

}  // namespace
}  // namespace ioc::ingest::kafka_anchors_test
