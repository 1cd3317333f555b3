// The meaning of error codes.
#include "ingest/kafka_errors.h"

#include <gtest/gtest.h>

namespace ioc::ingest::kafka_errors_test {
namespace {

TEST(KafkaErrorsTest, EveryCodeOfTheLibraryIsJudgedAndExplained) {
  const struct rd_kafka_err_desc* all = nullptr;
  std::size_t count = 0;
  rd_kafka_get_err_descs(&all, &count);
  std::size_t transient = 0;
  for (std::size_t i = 0; i < count; ++i) {
    transient += classify_read(all[i].code) == ReadError::transient;
    EXPECT_FALSE(explain_read(all[i].code, nullptr).text.empty());
    EXPECT_FALSE(explain_write(all[i].code, "t").text.empty());
  }
  EXPECT_GT(transient, count / 2);
}

TEST(KafkaErrorsTest, ALostPlaceStopsAsSourceChanged) {
  for (const auto err :
       {RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE,
        RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART}) {
    EXPECT_EQ(classify_read(err), ReadError::log_changed);
    EXPECT_EQ(explain_read(err, nullptr).code, model::ErrorCode::source_changed);
  }
}

TEST(KafkaErrorsTest, AbsenceOfABrokerIsPassing) {
  for (const auto err : {RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
                         RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION}) {
    EXPECT_EQ(classify_read(err), ReadError::transient);
    EXPECT_FALSE(is_permanent_write(err));
    EXPECT_EQ(explain_write(err, "t").code, model::ErrorCode::unavailable);
  }
}

TEST(KafkaErrorsTest, WhatNoResendingMendsIsAConfigurationFault) {
  for (const auto err : {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
                         RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED}) {
    EXPECT_TRUE(is_permanent_write(err));
    EXPECT_EQ(explain_write(err, "t").code, model::ErrorCode::config);
  }
}

}  // namespace
}  // namespace ioc::ingest::kafka_errors_test
