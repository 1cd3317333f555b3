// Numbers and spans, exactly.
#include "catalog/literals.h"

#include <gtest/gtest.h>

namespace ioc::catalog::literals_test {
namespace {

TEST(Literals, KeepsTheScaleOfADecimalAsWritten) {
  EXPECT_EQ(number_literal("1.50")->number, 150);
  EXPECT_EQ(number_literal("1.50")->type, (model::Type{model::TypeKind::decimal, 2}));
  EXPECT_EQ(number_literal("-.5")->number, -5);
  EXPECT_EQ(number_literal("12")->type.kind, model::TypeKind::integer);
}

TEST(Literals, ReadsAllOf64BitsAndNoMore) {
  EXPECT_EQ(number_literal("9223372036854775807")->number, INT64_MAX);
  EXPECT_EQ(number_literal("-9223372036854775808")->number, INT64_MIN);
  EXPECT_FALSE(number_literal("9223372036854775808"));
  EXPECT_FALSE(number_literal("-9223372036854775809"));
  EXPECT_FALSE(number_literal("0.1234567890123456789"));
  EXPECT_FALSE(number_literal("99999999999999999999999"));
}

TEST(Literals, ReadsExponentsAsExactDecimals) {
  const auto canonical = [](const char* number) {
    const auto literal = number_literal(number);
    return literal ? literal->canonical : "too many digits";
  };
  EXPECT_EQ(canonical("1e3"), "1000e-0");
  EXPECT_EQ(canonical("1.5e-3"), "15e-4");
  EXPECT_EQ(canonical("-2.50E+1"), "-250e-1");
  EXPECT_EQ(canonical("0.5e1"), "5e-0");
  EXPECT_EQ(canonical("9.223372036854775807e18"), "9223372036854775807e-0");
  EXPECT_EQ(canonical("9.223372036854775808e18"), "too many digits");
  EXPECT_EQ(canonical("-9.223372036854775808e18"), "-9223372036854775808e-0");
  EXPECT_EQ(canonical("1e-18"), "1e-18");
  EXPECT_EQ(canonical("1e-19"), "too many digits");
  EXPECT_EQ(canonical("10e-19"), "1e-18");
  EXPECT_EQ(canonical("1e19"), "too many digits");
  EXPECT_EQ(canonical("1e99999999999999999999"), "too many digits");
  EXPECT_EQ(canonical("1e-99999999999999999999"), "too many digits");
  EXPECT_EQ(canonical("0e99"), "0e-0");
  EXPECT_EQ(canonical("0.00e-99"), "0e-18");
}

TEST(Literals, ReadsHexadecimalInts) {
  EXPECT_EQ(number_literal("0x10")->canonical, "16");
  EXPECT_EQ(number_literal("-0xfF")->canonical, "-255");
  EXPECT_EQ(number_literal("0x7fffffffffffffff")->number, INT64_MAX);
  EXPECT_EQ(number_literal("-0x8000000000000000")->number, INT64_MIN);
  EXPECT_FALSE(number_literal("0x8000000000000000"));
}

TEST(Literals, TakesAnotherTypeOnlyExactly) {
  const auto decimal = [](int scale) { return model::Type{model::TypeKind::decimal, scale}; };
  EXPECT_EQ(literal_as(*number_literal("2"), decimal(3))->number, 2000);
  EXPECT_FALSE(literal_as(*number_literal("10"), decimal(18)));
  EXPECT_EQ(literal_as(*number_literal("2.50"), decimal(1))->number, 25);
  EXPECT_FALSE(literal_as(*number_literal("2.50"), decimal(0)));
  EXPECT_EQ(literal_as(*number_literal("2.00"), {model::TypeKind::integer, 0})->canonical, "2");
}

TEST(Literals, ReadsSpansThatMayBeZero) {
  EXPECT_EQ(span_or_zero_ms("0s"), 0);
  EXPECT_EQ(span_or_zero_ms("1h30m"), 90 * 60'000);
  EXPECT_FALSE(span_or_zero_ms(""));
  EXPECT_FALSE(span_or_zero_ms("5"));
  EXPECT_FALSE(span_or_zero_ms("-1h"));
  EXPECT_FALSE(span_or_zero_ms("3 days"));
}

TEST(Literals, ReadsDurationsAsGoDoes) {
  EXPECT_EQ(duration_ms("1.5h"), 90 * 60'000);
  EXPECT_EQ(duration_ms("1h30m"), 90 * 60'000);
  EXPECT_EQ(duration_ms("-1.25s"), -1'250);
  EXPECT_EQ(duration_ms("+2d"), 2 * 86'400'000);
  EXPECT_EQ(duration_ms(".5s"), 500);
  EXPECT_EQ(duration_ms("1.s"), 1'000);
  EXPECT_EQ(duration_ms("0"), 0);
  EXPECT_EQ(duration_ms("1h0.001s250ms"), 3'600'251);
  for (const char* wrong : {"", "-", "5", "1.5", "h", ".h", "1..5h", "1.5.5h", "1 h", "1.5ms", "1y",
                            "0.0000000001h", "9999999999999999999h", "9999999d", "--1h", "1h-1m"}) {
    EXPECT_FALSE(duration_ms(wrong)) << wrong;
  }
}

}  // namespace
}  // namespace ioc::catalog::literals_test
