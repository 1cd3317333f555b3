// Looking at single places of a log.
#include "ingest/kafka_probe.h"

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_probe_test {
namespace {

class KafkaProbeTest : public KafkaFixture {
 protected:
  void SetUp() override {
    KafkaFixture::SetUp();
    auto probe = KafkaProbe::open(settings());
    ASSERT_TRUE(probe.ok());
    probe_ = std::move(*probe);
  }
  std::unique_ptr<KafkaProbe> probe_;
};

TEST_F(KafkaProbeTest, SeesTheRecordAtEachPlaceWithItsFingerprint) {
  write(0, 20);
  write(2, 20);
  const std::vector<Place> places = {{{kTopic, 0}, 5}, {{kTopic, 2}, 19}, {{kTopic, 1}, 0}};
  auto sights = probe_->look(places, kPatienceMs);
  ASSERT_TRUE(sights.ok()) << sights.error().message();
  const auto& seen = *sights;
  EXPECT_EQ(seen[0].kind, Sight::Kind::record);
  EXPECT_EQ(seen[0].offset, 5);
  const std::string key = key_for(0, 5);
  model::Record record;
  record.key = key;
  record.value = "v5";
  record.timestamp_ms = kFirstTimestampMs + 5;
  EXPECT_EQ(seen[0].fingerprint, fingerprint(record));
  EXPECT_EQ(seen[1].offset, 19);
  EXPECT_EQ(seen[2].kind, Sight::Kind::end);
  EXPECT_EQ(seen[2].offset, 0);
}

TEST_F(KafkaProbeTest, LooksAgainAtTheSamePartitionAreFreshAndQuick) {
  write(0, 20);
  const Place warm{{kTopic, 0}, 0};
  ASSERT_TRUE(probe_->look({&warm, 1}, kPatienceMs).ok());
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) {
    const Place place{{kTopic, 0}, (i * 7) % 20};
    auto sights = probe_->look({&place, 1}, kPatienceMs);
    ASSERT_TRUE(sights.ok());
    EXPECT_EQ((*sights)[0].offset, (i * 7) % 20);
  }
  const auto each = (std::chrono::steady_clock::now() - begin) / 10;
  // A gap is explained at this price; left to the client's own wakings each would take a second.
  EXPECT_LT(each, std::chrono::milliseconds(300));
}

TEST_F(KafkaProbeTest, TellsTheEndAndWhatIsBeyondIt) {
  write(0, 3);
  const Place at_end{{kTopic, 0}, 3};
  auto end = probe_->look({&at_end, 1}, kPatienceMs);
  ASSERT_TRUE(end.ok());
  EXPECT_EQ((*end)[0].kind, Sight::Kind::end);
  EXPECT_EQ((*end)[0].offset, 3);
  const Place beyond{{kTopic, 0}, 100};
  auto nothing = probe_->look({&beyond, 1}, kPatienceMs);
  ASSERT_TRUE(nothing.ok());
  EXPECT_EQ((*nothing)[0].kind, Sight::Kind::out_of_range);
}

TEST_F(KafkaProbeTest, TellsTheExtentOfAPartition) {
  write(3, 12);
  auto extent = probe_->extent({kTopic, 3}, kPatienceMs);
  ASSERT_TRUE(extent.ok());
  EXPECT_EQ(extent->low, 0);
  EXPECT_EQ(extent->high, 12);
}

TEST_F(KafkaProbeTest, TellsTheEndsOfManyPartitionsAtOnce) {
  write(0, 3);
  write(2, 12);
  const std::vector<model::PartitionName> names = {{kTopic, 2}, {kTopic, 1}, {kTopic, 0}};
  auto ends = probe_->ends(names, kPatienceMs);
  ASSERT_TRUE(ends.ok()) << ends.error().message();
  EXPECT_EQ(*ends, (std::vector<std::int64_t>{12, 0, 3}));
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  auto silence = probe_->ends(names, 500);
  ASSERT_FALSE(silence.ok());
  EXPECT_EQ(silence.error().code, model::ErrorCode::unavailable);
}

TEST_F(KafkaProbeTest, AGlanceIsContentWithWhatCanBeSeen) {
  write(0, 5);
  const std::vector<Place> places = {{{kTopic, 0}, 4}, {{kTopic, 17}, 0}};
  const auto sights = probe_->glance(places, 1'000);
  ASSERT_EQ(sights.size(), 2u);
  ASSERT_TRUE(sights[0]);
  EXPECT_EQ(sights[0]->offset, 4);
  EXPECT_FALSE(sights[1]);
}

TEST_F(KafkaProbeTest, APassingTroubleOnlyDelaysTheAnswer) {
  write(0, 5);
  inject(kFetchRequest, 2, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  const Place place{{kTopic, 0}, 4};
  auto sights = probe_->look({&place, 1}, kPatienceMs);
  ASSERT_TRUE(sights.ok()) << sights.error().message();
  EXPECT_EQ((*sights)[0].offset, 4);
}

TEST_F(KafkaProbeTest, SilenceEndsAsUnavailable) {
  write(0, 5);
  rd_kafka_mock_broker_set_down(broker_->cluster(), 1);
  const Place place{{kTopic, 0}, 4};
  auto sights = probe_->look({&place, 1}, 500);
  ASSERT_FALSE(sights.ok());
  EXPECT_EQ(sights.error().code, model::ErrorCode::unavailable);
}

}  // namespace
}  // namespace ioc::ingest::kafka_probe_test
