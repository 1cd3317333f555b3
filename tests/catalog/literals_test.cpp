// Numbers and spans, exactly.
#include "catalog/literals.h"

#include <gtest/gtest.h>

namespace ioc::catalog {
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

}  // namespace
}  // namespace ioc::catalog
