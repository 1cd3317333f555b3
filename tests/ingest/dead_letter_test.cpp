// What the service puts behind a refused event, read back (ingest/dead_letter.h).
#include "ingest/dead_letter.h"

#include <gtest/gtest.h>

#include <vector>

namespace ioc::ingest::dead_letter_test {
namespace {

std::vector<model::Header> headers_of(std::string_view offset = "17") {
  return {{"ce_id", "1"},     {"reason", "malformed"}, {"topic", "t"},
          {"partition", "3"}, {"offset", offset},      {"catalog", "abc"}};
}

TEST(DeadLetters, AreReadBehindTheOriginalHeaders) {
  const auto headers = headers_of();
  const auto letter = read_dead_letter({0, 0, {}, {}, headers});
  ASSERT_TRUE(letter);
  EXPECT_EQ(letter->reason, "malformed");
  EXPECT_EQ(letter->topic, "t");
  EXPECT_EQ(letter->partition, 3);
  EXPECT_EQ(letter->offset, 17);
  EXPECT_EQ(letter->catalog, "abc");
  ASSERT_EQ(letter->headers.size(), 1U);
  EXPECT_EQ(letter->headers[0].first, "ce_id");
}

TEST(DeadLetters, WhatIsNoneIsNone) {
  EXPECT_FALSE(read_dead_letter({0, 0, {}, {}, {}}));
  auto headers = headers_of("x");
  EXPECT_FALSE(read_dead_letter({0, 0, {}, {}, headers}));
  headers = headers_of();
  headers.emplace_back("more", "x");
  EXPECT_FALSE(read_dead_letter({0, 0, {}, {}, headers})) << "ours are the last";
  headers = headers_of();
  headers[1].second = {};
  EXPECT_FALSE(read_dead_letter({0, 0, {}, {}, headers})) << "null is no reason";
}

}  // namespace
}  // namespace ioc::ingest::dead_letter_test
