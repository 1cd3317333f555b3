// What can be said of topic making without a real broker, which tests/e2e has.
#include "ingest/kafka_admin.h"

#include "tests/ingest/kafka_fixture.h"

namespace ioc::ingest::kafka_admin_test {
namespace {

class KafkaAdminTest : public KafkaFixture {};

TEST_F(KafkaAdminTest, NothingWantedNeedsNoBroker) {
  EXPECT_TRUE(create_missing_topics({}, {}).ok());
}

TEST_F(KafkaAdminTest, ABrokerThatCannotMakeTopicsIsUnavailable) {
  const TopicInfo wanted{"figures", 4};
  const auto made = create_missing_topics(settings(), {&wanted, 1}, 1000);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, model::ErrorCode::unavailable);
}

TEST_F(KafkaAdminTest, AShapeNoTopicHasIsAConfigurationFault) {
  const TopicInfo wanted{"figures", -7};
  const auto made = create_missing_topics(settings(), {&wanted, 1}, 1000);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, model::ErrorCode::config);
}

}  // namespace
}  // namespace ioc::ingest::kafka_admin_test
