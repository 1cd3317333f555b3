// The fingerprint's bits, which are stored and so must stay.
#include "ingest/fingerprint.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ioc::ingest::fingerprint_test {
namespace {

model::Record record(std::optional<std::string_view> key, std::optional<std::string_view> value,
                     std::int64_t timestamp_ms) {
  model::Record made;
  made.key = key;
  made.value = value;
  made.timestamp_ms = timestamp_ms;
  return made;
}

// Expected values computed with the xxhash package of Python, from the layout in fingerprint.cpp.
TEST(FingerprintTest, ItsBitsAreTheStoredOnes) {
  EXPECT_EQ(fingerprint(record("k", "v", 1'600'000'000'000)), 0x94d27def6629a22bu);
  EXPECT_EQ(fingerprint(record({}, {}, -1)), 0x046ed4b024309a43u);
  EXPECT_EQ(fingerprint(record("", "", -1)), 0xc60b940b9ab6524au);
  EXPECT_EQ(fingerprint(record({}, "v", 0)), 0xf666cf493f1ad7b7u);
  std::string value;
  for (int i = 0; i < 40; ++i) value += R"({"id":"1"})";
  EXPECT_EQ(fingerprint(record("hs-1", value, 1'602'723'600'123)), 0x666105d409058c90u);
}

TEST(FingerprintTest, EachPartCounts) {
  const std::set<std::uint64_t> different = {
      fingerprint(record("ab", "c", 1)), fingerprint(record("a", "bc", 1)),
      fingerprint(record("ab", "c", 2)), fingerprint(record("ab", {}, 1)),
      fingerprint(record("ab", "", 1)),  fingerprint(record({}, "c", 1)),
      fingerprint(record("", "c", 1))};
  EXPECT_EQ(different.size(), 7u);
}

}  // namespace
}  // namespace ioc::ingest::fingerprint_test
