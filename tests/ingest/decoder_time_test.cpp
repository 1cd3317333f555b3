#include "ingest/decoder_time.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace ioc::ingest::decoder_time_test {
namespace {

TEST(TimeReader, ReadsTheUsualLayouts) {
  TimeReader reader;
  const auto ms = [&](std::string_view text) { return reader.read(text).value().ms; };
  EXPECT_EQ(ms("2020-10-15T08:00:00+07:00"), 1'602'723'600'000);
  EXPECT_EQ(ms("2020-10-15T01:00:00Z"), 1'602'723'600'000);
  EXPECT_EQ(ms("2020-10-15T01:00:00.120Z"), 1'602'723'600'120);
  EXPECT_EQ(ms("2020-10-14T20:00:00.001-05:00"), 1'602'723'600'001);
  EXPECT_EQ(ms("1970-01-01T07:00:00+07:00"), 0);
  EXPECT_EQ(ms("1970-01-01T06:59:59.999+07:00"), -1);
  EXPECT_EQ(ms("1965-03-01T00:00:00+07:00"), -152'694'000'000);
  EXPECT_EQ(ms("0001-01-01T00:00:00+07:00"), -62'135'622'000'000);
  EXPECT_FALSE(reader.read("0000-12-31T23:00:00Z"));
  EXPECT_FALSE(reader.read("2020-02-30T08:00:00Z"));
  EXPECT_FALSE(reader.read("2020-10-15T08:00:00"));
  EXPECT_FALSE(reader.read(""));
}

// Every text, sound or mutated, reads as the model reads it.
TEST(TimeReader, AgreesWithTheModelOnEverything) {
  constexpr unsigned kSeed = 1970;
  std::mt19937 random(kSeed);
  TimeReader reader;
  const std::string samples[] = {
      "2020-10-15T08:00:00+07:00", "2020-10-15T23:59:59.999Z",     "2020-02-29T00:00:00.5-11:30",
      "1970-01-01T00:00:00Z",      "0001-01-01T00:00:00+07:00",    "9999-12-31T23:59:59.999999Z",
      "2016-12-31t23:59:60z",      "2020-10-15 08:00:00.120+0700", "2020-10-15T08:00:00.12+07:00"};
  static constexpr std::string_view kBytes = "0123456789-+:.TtZz ";
  int sound = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text = samples[random() % std::size(samples)];
    for (unsigned change = random() % 3; change > 0 && !text.empty(); --change) {
      const std::size_t at = random() % text.size();
      switch (random() % 4) {
        case 0: text.erase(at, 1); break;
        case 1: text.insert(at, 1, kBytes[random() % kBytes.size()]); break;
        default: text[at] = kBytes[random() % kBytes.size()];
      }
    }
    const std::optional<model::Instant> expected = model::parse_rfc3339(text);
    ASSERT_EQ(reader.read(text), expected) << "seed " << kSeed << ": " << text;
    sound += expected ? 1 : 0;
  }
  EXPECT_GT(sound, 50'000);
}

}  // namespace
}  // namespace ioc::ingest::decoder_time_test
