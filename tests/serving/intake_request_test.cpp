// Headers of requests with events (serving/intake_request.h).
#include "serving/intake_request.h"

#include <gtest/gtest.h>

namespace ioc::serving::intake_request_test {
namespace {

using model::IntakeFormat;

std::optional<IntakeFormat> format(std::string content_type, Parameters attributes = {}) {
  Request request;
  request.content_type = std::move(content_type);
  request.event_attributes = std::move(attributes);
  return intake_format(request);
}

TEST(IntakeRequest, TheContentTypeTellsTheFormat) {
  EXPECT_EQ(format("application/cloudevents+json"), IntakeFormat::event);
  EXPECT_EQ(format("Application/CloudEvents+JSON ; charset=UTF-8"), IntakeFormat::event);
  EXPECT_EQ(format("application/cloudevents-batch+json"), IntakeFormat::batch);
  EXPECT_EQ(format("application/x-ndjson"), IntakeFormat::lines);
  EXPECT_EQ(format("text/csv; header=present"), IntakeFormat::sheet);
  EXPECT_EQ(format("application/json", {{"id", "1"}}), IntakeFormat::binary);
  EXPECT_EQ(format("", {{"id", "1"}}), IntakeFormat::binary);
  EXPECT_EQ(format("application/cloudevents+json", {{"id", "1"}}), IntakeFormat::event);
  for (const char* other : {"", "application/json", "text/plain", "application/cloudevents+xml"}) {
    EXPECT_EQ(format(other), std::nullopt) << other;
  }
}

TEST(IntakeRequest, TheTokenStandsBehindBearer) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bearer  abc "), "abc");
  EXPECT_EQ(bearer_token("Basic abc"), "");
  EXPECT_EQ(bearer_token("Bearer"), "");
  EXPECT_EQ(bearer_token(""), "");
}

TEST(IntakeRequest, PercentSignsAreDecodedOnceAndBrokenOnesStay) {
  EXPECT_EQ(percent_decode("Tam%20K%e1%BB%b3"), "Tam Kỳ");
  EXPECT_EQ(percent_decode("%2541"), "%41");
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz"), "%zz");
}

}  // namespace
}  // namespace ioc::serving::intake_request_test
