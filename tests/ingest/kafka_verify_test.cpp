// The judgement on starts and gaps.
#include "ingest/kafka_verify.h"

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_verify_test {
namespace {

using model::ErrorCode;

class KafkaVerifyTest : public KafkaFixture {
 protected:
  void SetUp() override {
    KafkaFixture::SetUp();
    write(0, 10);
    auto probe = KafkaProbe::open(settings());
    ASSERT_TRUE(probe.ok());
    probe_ = std::move(*probe);
  }
  std::uint64_t fingerprint_at(std::int64_t offset) {
    const Place place{{kTopic, 0}, offset};
    auto sights = probe_->look({&place, 1}, kPatienceMs);
    EXPECT_TRUE(sights.ok());
    return (*sights)[0].fingerprint;
  }
  model::Status verify(PartitionStart start) { return verify_starts(*probe_, {&start, 1}); }
  std::unique_ptr<KafkaProbe> probe_;
};

TEST_F(KafkaVerifyTest, TheSameLogPassesAtEveryPlace) {
  EXPECT_TRUE(verify(start_of(0)).ok());
  for (std::int64_t last = 0; last < 10; ++last) {
    EXPECT_TRUE(verify(start_of(0, last + 1, last, fingerprint_at(last))).ok()) << last;
  }
}

TEST_F(KafkaVerifyTest, ANeighboursRecordIsNotOurs) {
  const auto status = verify(start_of(0, 6, 5, fingerprint_at(4)));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::source_changed);
}

TEST_F(KafkaVerifyTest, AVanishedLastRecordIsNotWavedThroughWithoutCompaction) {
  // Nothing stands at offset 10 or after, though we claim to have read it: as if a compaction
  // removed the tail. The mock cannot say whether the topic is compacted, which is no excuse.
  write(0, 1, 10);
  const auto status = verify(start_of(0, 11, 10, fingerprint_at(9)));
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::source_changed);
}

TEST_F(KafkaVerifyTest, AGapWithNothingInItIsExplained) {
  // The reader expected 10 and met the end at 10: nothing was left out.
  EXPECT_TRUE(explain_gap(*probe_, {kTopic, 0}, 10, 10).ok());
}

TEST_F(KafkaVerifyTest, ARecordTheClientLeftOutIsNamed) {
  const auto status = explain_gap(*probe_, {kTopic, 0}, 4, 7);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::source_changed);
  EXPECT_NE(status.error().text.find("left out the record at offset 4"), std::string::npos);
}

TEST_F(KafkaVerifyTest, AGapBeyondTheLogIsNotExplained) {
  const auto status = explain_gap(*probe_, {kTopic, 0}, 500, 600);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, ErrorCode::source_changed);
}

}  // namespace
}  // namespace ioc::ingest::kafka_verify_test
