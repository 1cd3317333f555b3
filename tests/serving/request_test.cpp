// Reading targets and headers (serving/request.h).
#include "serving/request.h"

#include "support.h"

namespace ioc::serving::request_test {
namespace {

TEST(Request, ATargetIsTakenApart) {
  const auto target = parse_target("/api/v1/figures?window=sliding%2060m+every+1m&unit=&x&&y=a=b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/api/v1/figures");
  const Parameters expected = {
      {"window", "sliding 60m every 1m"}, {"unit", ""}, {"x", ""}, {"y", "a=b"}};
  EXPECT_EQ(target->parameters, expected);
}

TEST(Request, ADamagedTargetIsRefused) {
  for (const std::string_view text :
       {"", "x", "*", "http://h/", "/?a=%", "/?a=%4", "/?a=%zz", "/?a=%00", "/?%0d=1", "/a\x01"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(Request, EscapedTextReadsBackTheSame) {
  const std::string text = "sliding 60m & +?=#%/ấ~";
  const auto target = parse_target("/?v=" + percent_encode(text));
  ASSERT_TRUE(target);
  EXPECT_EQ(target->parameters[0].second, text);
}

TEST(Request, CsvIsChosenOnlyWhenWantedMore) {
  EXPECT_TRUE(prefers_csv("text/csv"));
  EXPECT_TRUE(prefers_csv("text/csv, */*;q=0.1"));
  EXPECT_TRUE(prefers_csv("application/json;q=0.5, TEXT/CSV ; q=0.6"));
  EXPECT_TRUE(prefers_csv("text/*"));
  EXPECT_FALSE(prefers_csv(""));
  EXPECT_FALSE(prefers_csv("*/*"));
  EXPECT_FALSE(prefers_csv("text/csv, application/json"));
  EXPECT_FALSE(prefers_csv("text/csv;q=0, */*"));
  EXPECT_FALSE(prefers_csv("text/html,application/xhtml+xml,*/*;q=0.8"));
}

TEST(Request, EntityTagsAreFoundInAList) {
  EXPECT_TRUE(names_etag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(names_etag("*", "\"b\""));
  EXPECT_FALSE(names_etag("", "\"b\""));
  EXPECT_FALSE(names_etag("\"ab\"", "\"b\""));
}

TEST(Request, GzipIsTakenOnlyWhereItIsAskedFor) {
  EXPECT_TRUE(takes_gzip("gzip, deflate, br"));
  EXPECT_TRUE(takes_gzip("*"));
  EXPECT_FALSE(takes_gzip(""));
  EXPECT_FALSE(takes_gzip("br"));
  EXPECT_FALSE(takes_gzip("gzip;q=0, *"));
  EXPECT_FALSE(takes_gzip("identity, *;q=0"));
}

TEST(Request, OfForwardedAddressesTheNearestProxysIsBelieved) {
  EXPECT_EQ(last_forwarded("6.6.6.6, 10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(last_forwarded("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(last_forwarded("a, [2001:db8::1]:443 "), "2001:db8::1");
  EXPECT_EQ(last_forwarded(""), "");
  EXPECT_EQ(last_forwarded("a, "), "");
}

}  // namespace
}  // namespace ioc::serving::request_test
