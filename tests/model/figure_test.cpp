#include "model/figure.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

namespace ioc::model::figure_test {
namespace {

using namespace std::string_view_literals;

const Zone kVietnam("Asia/Ho_Chi_Minh", {{INT64_MIN, 7 * 3'600'000}});

std::string json_of(const Figure& figure) {
  std::string json;
  append_json(json, figure, kVietnam);
  return json;
}

Figure on_time() {
  Figure figure;
  figure.indicator = "dossiers.on_time";
  figure.window = "day";
  figure.group = {{"unit", "\"502\""}};
  figure.start = parse_rfc3339("2020-10-15T00:00:00+07:00");
  figure.end = *parse_rfc3339("2020-10-16T00:00:00+07:00");
  figure.value = "0.9375";
  figure.numerator = "15";
  figure.denominator = "16";
  figure.count = 16;
  figure.as_of = *parse_rfc3339("2020-10-15T16:59:58.120+07:00");
  return figure;
}

TEST(Figure, IsWrittenByteByByteAsTheContractSays) {
  EXPECT_EQ(json_of(on_time()),
            R"({"indicator":"dossiers.on_time","window":"day","group":{"unit":"502"},)"
            R"("start":"2020-10-15T00:00:00+07:00","end":"2020-10-16T00:00:00+07:00",)"
            R"("value":0.9375,"numerator":15,"denominator":16,"count":16,)"
            R"("status":"provisional","revision":1,"as_of":"2020-10-15T16:59:58.120+07:00"})");
}

TEST(Figure, AServedFigureNamesItsCatalogueAndPosition) {
  Figure figure = on_time();
  figure.group = {{"channel", "\"a\""}, {"level", "4"}};
  figure.start.reset();
  figure.numerator.reset();
  figure.denominator.reset();
  figure.value = "null";
  figure.status = FigureStatus::corrected;
  figure.revision = 18446744073709551615ull;
  figure.catalog = "c0ffee";
  figure.position = R"({"t":[1,null]})";
  EXPECT_EQ(
      json_of(figure),
      R"({"indicator":"dossiers.on_time","window":"day","group":{"channel":"a","level":4},)"
      R"("start":null,"end":"2020-10-16T00:00:00+07:00","value":null,"count":16,)"
      R"("status":"corrected","revision":18446744073709551615,)"
      R"("as_of":"2020-10-15T16:59:58.120+07:00","catalog":"c0ffee","position":{"t":[1,null]}})");
}

TEST(Figure, TextsAreEscapedAndVietnameseStaysAsItIs) {
  std::string out;
  append_json_string(out, "Hồ \"sơ\"\\\n\t\r\x01\x1f\0/"sv);
  EXPECT_EQ(out, "\"Hồ \\\"sơ\\\"\\\\\\n\\t\\r\\u0001\\u001f\\u0000/\"");
}

TEST(Decimal, IsWrittenWithoutTrailingZeros) {
  EXPECT_EQ((Decimal{125000, 2}.to_string()), "1250");
  EXPECT_EQ((Decimal{1250, 2}.to_string()), "12.5");
  EXPECT_EQ((Decimal{-1, 2}.to_string()), "-0.01");
  EXPECT_EQ((Decimal{0, 5}.to_string()), "0");
  EXPECT_EQ((Decimal{-100, 2}.to_string()), "-1");
  EXPECT_EQ((Decimal{7, 0}.to_string()), "7");
  const WideInt least = static_cast<WideInt>(1) << 127;
  EXPECT_EQ((Decimal{least, 0}.to_string()), "-170141183460469231731687303715884105728");
  EXPECT_EQ((Decimal{least, 38}.to_string()), "-1.70141183460469231731687303715884105728");
}

TEST(Ratio, IsTheNearestDoubleInItsShortestText) {
  EXPECT_EQ(ratio_json(1, 0, 3), "0.3333333333333333");
  EXPECT_EQ(ratio_json(2, 0, 1), "2");
  EXPECT_EQ(ratio_json(0, 2, 7), "0");
  EXPECT_EQ(ratio_json(5, 0, 0), "null");
  EXPECT_EQ(ratio_json(-1001, 2, 4), "-2.5025");
  EXPECT_EQ(ratio_json(1, 18, 1), "1e-18");
  // Rounding the parts before dividing would give 5764607523034235 and 333333333333333.44.
  EXPECT_EQ(ratio_json(WideInt{9007199254740993} * 3, 0, 3), "9007199254740992");
  EXPECT_EQ(
      ratio_json((WideInt{1} << 62) + 257, 0, 799),
      shortest_double(static_cast<double>(static_cast<long double>((1LL << 62) + 257) / 799.0L)));
}

// Against the 64-bit mantissa of long double: the halves of its neighbours stand around the ratio.
TEST(Ratio, HasNoNearerNeighbour) {
  std::mt19937_64 engine(5);
  for (int i = 0; i < 20'000; ++i) {
    const WideInt numerator = static_cast<WideInt>(engine() >> (engine() % 60)) *
                              static_cast<WideInt>(engine() >> (4 + engine() % 58));
    const WideInt denominator = static_cast<WideInt>(engine() >> (engine() % 63)) + 1;
    const double value = std::strtod(ratio_json(numerator, 0, denominator).c_str(), nullptr);
    const long double exact =
        static_cast<long double>(numerator) / static_cast<long double>(denominator);
    const long double off = std::abs(exact - static_cast<long double>(value));
    const long double gap =
        static_cast<long double>(std::nextafter(value, 1e300)) - static_cast<long double>(value);
    ASSERT_LE(off, gap * 0.5L * (1.0L + 0x1p-9L)) << i;
  }
}

}  // namespace
}  // namespace ioc::model::figure_test
