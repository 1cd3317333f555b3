#include "processing/formula.h"

#include <gtest/gtest.h>

namespace ioc::testing::formula_test {
namespace {

using model::FormulaStep;
using processing::Quantity;
using Kind = FormulaStep::Kind;

std::string value(std::vector<FormulaStep> steps, std::vector<std::optional<Quantity>> operands) {
  model::FormulaPlan formula;
  formula.steps = std::move(steps);
  return processing::evaluate(formula, operands);
}
Quantity whole(model::WideInt number) { return processing::decimal_quantity(number, 0); }
std::string apply(Kind kind, std::optional<Quantity> a, std::optional<Quantity> b) {
  return value({{Kind::operand, 0}, {Kind::operand, 1}, {kind}}, {a, b});
}

TEST(Formula, CountsAndDecimalsStayExact) {
  EXPECT_EQ(apply(Kind::subtract, whole(3), whole(5)), "-2");
  EXPECT_EQ(
      apply(Kind::add, processing::decimal_quantity(1, 2), processing::decimal_quantity(2, 1)),
      "0.21");
  EXPECT_EQ(apply(Kind::multiply, processing::decimal_quantity(125, 2), whole(-8)), "-10");
  EXPECT_EQ(apply(Kind::add, whole(model::WideInt{INT64_MAX} * 4), whole(1)),
            "36893488147419103229");
  EXPECT_EQ(value({{Kind::operand, 0}, {Kind::negate}}, {whole(7)}), "-7");
  EXPECT_EQ(value({{Kind::number, -1, 50, 2}, {Kind::operand, 0}, {Kind::multiply}}, {whole(3)}),
            "1.5");
}

TEST(Formula, AQuotientIsTheShortestDouble) {
  EXPECT_EQ(apply(Kind::divide, whole(1), whole(3)), "0.3333333333333333");
  EXPECT_EQ(apply(Kind::divide, whole(6), whole(-3)), "-2");
  EXPECT_EQ(apply(Kind::multiply, Quantity{1, 3, true}, whole(3)), "1")
      << "nothing was rounded on the way";
}

TEST(Formula, IsNullWithoutAnOperandAndByZero) {
  EXPECT_EQ(apply(Kind::add, std::nullopt, whole(1)), "null");
  EXPECT_EQ(apply(Kind::divide, whole(1), whole(0)), "null");
  EXPECT_EQ(apply(Kind::divide, whole(0), whole(1)), "0");
}

TEST(Formula, GoesOnInDoublesWhereAFractionOutgrows128Bits) {
  const Quantity huge = whole(model::WideInt{1} << 100);
  EXPECT_EQ(apply(Kind::multiply, huge, huge), model::shortest_double(0x1p200));
  EXPECT_EQ(apply(Kind::divide, huge, Quantity{1, INT64_MAX, true}),
            model::shortest_double(0x1p100 / (1.0 / 9223372036854775807.0)));
}

}  // namespace
}  // namespace ioc::testing::formula_test
