#include "ingest/cloud_event.h"

#include <gtest/gtest.h>

#include <vector>

namespace ioc::ingest::cloud_event_test {
namespace {

EventMode mode(const std::vector<model::Header>& headers) { return mode_of(headers); }

TEST(CloudEvent, HeadersTellTheMode) {
  using enum EventMode;
  EXPECT_EQ(mode({}), structured);
  EXPECT_EQ(mode({{"x", "y"}}), structured);
  EXPECT_EQ(mode({{"content-type", "application/json"}}), structured);
  EXPECT_EQ(mode({{"ce_id", "1"}}), binary_json);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"content-type", "application/json"}}), binary_json);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"content-type", " TEXT/JSON ; charset=utf-8"}}), binary_json);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"content-type", "application/geo+json"}}), binary_json);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"content-type", ""}}), binary_json);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"content-type", "application/xml"}}), binary_other);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"content-type", "application/jsonx"}}), binary_other);
  EXPECT_EQ(mode({{"ce_id", "1"}, {"Content-Type", "application/CloudEvents+json"}}), structured);
  EXPECT_EQ(mode({{"content-type", "application/cloudevents-batch+json"}}), unusable);
}

TEST(CloudEvent, HeadersNameAttributes) {
  EXPECT_EQ(attribute_name("ce_id"), "id");
  EXPECT_EQ(attribute_name("ce_unitcode"), "unitcode");
  EXPECT_EQ(attribute_name("Content-Type"), "datacontenttype");
  EXPECT_EQ(attribute_name("traceparent"), "");
  EXPECT_EQ(attribute_name("ce_"), "");
}

// These numbers are stored by every installation: a change here forgets all remembered events.
TEST(CloudEvent, TheIdentityOfAnEventNeverChanges) {
  const model::EventId id = event_id_of("/quang-nam/mot-cua", "hs-000000000001");
  EXPECT_EQ(id.high, 1167696947120776985u);
  EXPECT_EQ(id.low, 6017606781303888439u);
}

TEST(CloudEvent, SourceAndIdAreToldApart) {
  EXPECT_NE(event_id_of("a", "bc"), event_id_of("ab", "c"));
  EXPECT_NE(event_id_of("a", "b"), event_id_of("b", "a"));
  EXPECT_NE(event_id_of("a", "a"), event_id_of("b", "b"));
  EXPECT_NE(event_id_of("s", "1"), event_id_of("s", "2"));
  EXPECT_EQ(event_id_of("s", "1"), event_id_of("s", "1"));
}

}  // namespace
}  // namespace ioc::ingest::cloud_event_test
