// Zones as plain data.
#include "catalog/time_zone.h"

#include <gtest/gtest.h>

namespace ioc::catalog::time_zone_test {
namespace {

std::optional<model::Zone> zone(const std::string& name, std::string* told = nullptr) {
  const Source source("a.toml", "x = \"" + name + "\"");
  Report report;
  auto out = read_time_zone({name, {&source, {1, 5, 1}}}, report);
  if (told != nullptr) {
    for (const Diagnostic& d : report.take()) *told += d.text + " (" + d.help + ")";
  }
  return out;
}

TEST(TimeZone, KnowsTheOffsetsOfHoChiMinh) {
  const auto read = zone("Asia/Ho_Chi_Minh");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->steps().back().offset_ms, 7 * model::kHourMs);
  EXPECT_EQ(read->offset_ms({0}), 8 * model::kHourMs);  // until June 1975
  EXPECT_EQ(read->steps().size(), 2u);
}

TEST(TimeZone, KnowsSummerTime) {
  const auto read = zone("Europe/Berlin");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->offset_ms(*model::parse_rfc3339("2020-03-29T00:59:59Z")), model::kHourMs);
  EXPECT_EQ(read->offset_ms(*model::parse_rfc3339("2020-03-29T01:00:00Z")), 2 * model::kHourMs);
  EXPECT_EQ(read->common_width_ms(6 * model::kHourMs), model::kHourMs);
}

TEST(TimeZone, MergesNeighboursWithTheSameOffset) {
  const auto read = zone("Europe/Berlin");
  for (std::size_t i = 1; i < read->steps().size(); ++i) {
    EXPECT_NE(read->steps()[i].offset_ms, read->steps()[i - 1].offset_ms);
    EXPECT_GT(read->steps()[i].since_ms, read->steps()[i - 1].since_ms);
  }
}

TEST(TimeZone, RefusesUnknownNamesWithTheNearest) {
  std::string told;
  EXPECT_FALSE(zone("Asia/Ho_Chi_Min", &told));
  EXPECT_EQ(told, "unknown time zone 'Asia/Ho_Chi_Min' (did you mean 'Asia/Ho_Chi_Minh'?)");
  EXPECT_FALSE(zone(""));
  EXPECT_FALSE(zone("../etc/passwd"));
}

}  // namespace
}  // namespace ioc::catalog::time_zone_test
