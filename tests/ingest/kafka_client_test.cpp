// Settings that must not pass, and why.
#include "ingest/kafka_client.h"

#include <gtest/gtest.h>

#include "ingest/kafka_source.h"

namespace ioc::ingest::kafka_client_test {
namespace {

model::Error refused(std::map<std::string, std::string> options) {
  KafkaSettings settings;
  settings.brokers = "127.0.0.1:9";
  settings.options = std::move(options);
  auto source = KafkaSource::open(settings);
  EXPECT_FALSE(source.ok());
  return source.ok() ? model::Error{} : source.error();
}

TEST(KafkaClientTest, AnUnknownPropertyIsNamed) {
  const model::Error error = refused({{"fetch.wait.maximum", "5"}});
  EXPECT_EQ(error.code, model::ErrorCode::config);
  EXPECT_NE(error.message().find("fetch.wait.maximum"), std::string::npos);
}

TEST(KafkaClientTest, AValueOutOfRangeIsNamed) {
  const model::Error error = refused({{"fetch.wait.max.ms", "many"}});
  EXPECT_EQ(error.code, model::ErrorCode::config);
  EXPECT_NE(error.message().find("fetch.wait.max.ms"), std::string::npos);
}

TEST(KafkaClientTest, WhatFiguresRestOnIsNotFree) {
  for (const char* name : {"enable.auto.commit", "auto.offset.reset", "enable.partition.eof",
                           "enable.auto.offset.store", "bootstrap.servers"}) {
    const model::Error error = refused({{name, "true"}});
    EXPECT_EQ(error.code, model::ErrorCode::config) << name;
    EXPECT_NE(error.message().find(name), std::string::npos);
  }
}

TEST(KafkaClientTest, NoBrokerIsAConfigurationFault) {
  auto source = KafkaSource::open({});
  ASSERT_FALSE(source.ok());
  EXPECT_EQ(source.error().code, model::ErrorCode::config);
}

TEST(KafkaClientTest, AnyOtherPropertyOverridesOurs) {
  KafkaSettings settings;
  settings.brokers = "127.0.0.1:9";
  settings.options = {{"fetch.wait.max.ms", "7"}, {"client.id", "mine"}};
  const std::vector<Property> ours = {{"fetch.wait.max.ms", "20"}};
  auto client = make_client(RD_KAFKA_CONSUMER, settings, ours);
  ASSERT_TRUE(client.ok());
  char value[16];
  std::size_t size = sizeof value;
  ASSERT_EQ(rd_kafka_conf_get(rd_kafka_conf((*client)->get()), "fetch.wait.max.ms", value, &size),
            RD_KAFKA_CONF_OK);
  EXPECT_STREQ(value, "7");
}

}  // namespace
}  // namespace ioc::ingest::kafka_client_test
