#include "ingest/json_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>

namespace ioc::ingest::json_text_test {
namespace {

std::optional<std::string> unescaped(std::string_view raw) {
  std::string out(raw.size(), '\0');
  const std::optional<std::size_t> size = unescape(raw, out.data());
  if (!size) return std::nullopt;
  out.resize(*size);
  return out;
}

TEST(JsonText, ResolvesEscapes) {
  EXPECT_EQ(unescaped(""), "");
  EXPECT_EQ(unescaped("plain"), "plain");
  EXPECT_EQ(unescaped(R"(\"\\\/\b\f\n\r\t)"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(unescaped(R"(a\u0041\u00e9\u1ED3\uFFFFz)"), "aAé\u1ED3\uFFFFz");
  EXPECT_EQ(unescaped(R"(\ud83d\ude00\udbff\udfff)"), "😀\U0010FFFF");
  EXPECT_EQ(unescaped(R"(\u0000)"), std::string(1, '\0'));
}

TEST(JsonText, RefusesBrokenEscapes) {
  for (const char* raw :
       {R"(\)", R"(\x)", R"(\u)", R"(\u12)", R"(\u12G4)", R"(\u-123)", R"(\ud800)", R"(\ud800x)",
        R"(\ud800\n)", R"(\ud800\ud800)", R"(\udc00)", R"(\ud83d\u12)", R"(\U0041)"}) {
    EXPECT_EQ(unescaped(raw), std::nullopt) << raw;
  }
}

// As in the decoder: something stands behind each number.
std::optional<std::int64_t> integer(std::string_view text) {
  const std::string padded = std::string(text) + std::string(kNumberPadding, ',');
  return read_integer(std::string_view(padded).substr(0, text.size()));
}

std::optional<std::int64_t> decimal(std::string_view text, int scale) {
  const std::string padded = std::string(text) + std::string(kNumberPadding, ',');
  return read_decimal(std::string_view(padded).substr(0, text.size()), scale);
}

TEST(JsonText, KnowsTheGrammarOfNumbers) {
  const auto reads = [](const std::string& text) {
    const std::string padded = text + std::string(kNumberPadding, '\0');
    return number_end(padded.c_str()) == padded.c_str() + text.size();
  };
  for (const char* text : {"0", "-0", "7", "120", "-5", "0.5", "1.25e10", "1E-3", "2e+07", "0e0"}) {
    EXPECT_TRUE(reads(text)) << text;
  }
  for (const char* text : {"", "-", "+1", "01", "-01", ".5", "1.", "1.e5", "1e", "1e+", "0x1",
                           "1_0", "Infinity", "1.2.3"}) {
    EXPECT_FALSE(reads(text)) << text;
  }
}

TEST(JsonText, ReadsIntegersThatAreWrittenAsSuch) {
  EXPECT_EQ(integer("0"), 0);
  EXPECT_EQ(integer("-0"), 0);
  EXPECT_EQ(integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(integer("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(integer("9223372036854775808"), std::nullopt);
  EXPECT_EQ(integer("2.0"), std::nullopt);
  EXPECT_EQ(integer("1e2"), std::nullopt);
}

TEST(JsonText, RoundsDecimalsHalfToEvenExactly) {
  EXPECT_EQ(decimal("0.125", 2), 12);
  EXPECT_EQ(decimal("0.135", 2), 14);
  EXPECT_EQ(decimal("0.12500000000000000000000001", 2), 13);
  EXPECT_EQ(decimal("0.12499999999999999999999999", 2), 12);
  EXPECT_EQ(decimal("-0.005", 2), 0);
  EXPECT_EQ(decimal("-0.015", 2), -2);
  EXPECT_EQ(decimal("0.005", 2), 0);
  EXPECT_EQ(decimal("0.0050000001", 2), 1);
  EXPECT_EQ(decimal("0.0049", 2), 0);
  EXPECT_EQ(decimal("0.006", 2), 1);
  EXPECT_EQ(decimal("0.0009", 2), 0);
  EXPECT_EQ(decimal("2.5", 0), 2);
  EXPECT_EQ(decimal("3.5", 0), 4);
  EXPECT_EQ(decimal("0.5", 0), 0);
  EXPECT_EQ(decimal("99.995", 2), 10000);
}

TEST(JsonText, ReadsExponents) {
  EXPECT_EQ(decimal("1e-3", 3), 1);
  EXPECT_EQ(decimal("1e-3", 2), 0);
  EXPECT_EQ(decimal("1.5e3", 2), 150000);
  EXPECT_EQ(decimal("15E-1", 2), 150);
  EXPECT_EQ(decimal("0.00015e4", 2), 150);
  EXPECT_EQ(decimal("1200e-2", 0), 12);
  EXPECT_EQ(decimal("0e999999999999999999999", 2), 0);
  EXPECT_EQ(decimal("0.000e5", 2), 0);
  EXPECT_EQ(decimal("1e999999999999999999999", 2), std::nullopt);
  EXPECT_EQ(decimal("1e-999999999999999999999", 2), 0);
}

TEST(JsonText, KeepsDecimalsWithinInt64) {
  EXPECT_EQ(decimal("92233720368547758.07", 2), INT64_MAX);
  EXPECT_EQ(decimal("92233720368547758.074", 2), INT64_MAX);
  EXPECT_EQ(decimal("92233720368547758.075", 2), std::nullopt);
  EXPECT_EQ(decimal("-92233720368547758.08", 2), INT64_MIN);
  EXPECT_EQ(decimal("-92233720368547758.09", 2), std::nullopt);
  EXPECT_EQ(decimal("99999999999999999.99", 2), std::nullopt);
  EXPECT_EQ(decimal("10", 18), std::nullopt);
  EXPECT_EQ(decimal("9", 18), 9'000'000'000'000'000'000);
  EXPECT_EQ(decimal("9.3", 18), std::nullopt);
  EXPECT_EQ(decimal("1", 18), 1'000'000'000'000'000'000);
  EXPECT_EQ(decimal(std::string(5000, '9'), 0), std::nullopt);
  EXPECT_EQ(decimal("0." + std::string(5000, '9'), 2), 100);
}

// Each number is written in several ways; all read alike, and like plain integer arithmetic.
TEST(JsonText, EveryWayOfWritingADecimalReadsAlike) {
  std::mt19937_64 random(20201015);
  for (int i = 0; i < 20'000; ++i) {
    const auto mantissa = static_cast<std::int64_t>(random() % 2'000'000'000'000);
    const int places = static_cast<int>(random() % 7);
    const int scale = static_cast<int>(random() % 7);
    std::int64_t expected = mantissa;
    for (int p = places; p < scale; ++p) expected *= 10;
    std::int64_t divisor = 1;
    for (int p = scale; p < places; ++p) divisor *= 10;
    const std::int64_t rest = expected % divisor * 2;
    expected /= divisor;
    if (rest > divisor || (rest == divisor && expected % 2 == 1)) ++expected;

    std::string plain = std::to_string(mantissa);
    while (static_cast<int>(plain.size()) <= places) plain.insert(0, "0");
    if (places > 0) plain.insert(plain.size() - static_cast<std::size_t>(places), ".");
    const std::string exponent = std::to_string(mantissa) + "e-" + std::to_string(places);
    const std::string zeros = plain + (places > 0 ? "" : ".") + std::string(30, '0');
    for (const std::string& text : {plain, exponent, zeros}) {
      EXPECT_EQ(decimal(text, scale), expected) << text << " at scale " << scale;
      EXPECT_EQ(decimal("-" + text, scale), -expected) << text << " at scale " << scale;
    }
  }
}

}  // namespace
}  // namespace ioc::ingest::json_text_test
