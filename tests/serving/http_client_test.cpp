// Which addresses requests of ours may go to (serving/http_client.h).
#include "serving/http_client.h"

#include <gtest/gtest.h>

namespace ioc::serving::http_client_test {
namespace {

TEST(HttpClient, AnAddressIsReadWithItsSchemePortAndPath) {
  const auto plain = parse_http_address("http://127.0.0.1:9093/a?b=c");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain->host, "127.0.0.1");
  EXPECT_EQ(plain->port, "9093");
  EXPECT_EQ(plain->path, "/a?b=c");
  EXPECT_FALSE(plain->is_tls);
  const auto secure = parse_http_address("https://sso.example");
  ASSERT_TRUE(secure.ok());
  EXPECT_EQ(secure->port, "443");
  EXPECT_EQ(secure->path, "/");
  EXPECT_TRUE(secure->is_tls);
  EXPECT_EQ(parse_http_address("https://[::1]:8443/")->host, "::1");
}

TEST(HttpClient, WhatIsNoAddressOrPretendsToBeAnotherIsRefused) {
  for (const char* text :
       {"", "ftp://a", "https://", "https://:443", "https://a:port", "https://a:99999999",
        "https://good.example@evil.example/", "https://a b", "https://a/\r\nX: y", "//a",
        "https://a?b", "https://đ.example", "javascript:alert(1)"}) {
    EXPECT_FALSE(parse_http_address(text).ok()) << text;
  }
}

}  // namespace
}  // namespace ioc::serving::http_client_test
