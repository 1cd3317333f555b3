#include "processing/formula.h"

#include <cmath>
#include <cstdlib>
#include <numeric>
#include <vector>

#include "model/check.h"
#include "processing/evaluator_node.h"

namespace ioc::processing {
namespace {

using model::FormulaStep;
using model::WideInt;
using StepKind = FormulaStep::Kind;

// Beyond this a decimal is told as a double.
constexpr int kDigitsMax = 36;

WideInt greatest_common_divisor(WideInt a, WideInt b) {
  if (a < 0) a = -a;
  while (b != 0) {
    const WideInt rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

double nearest(const Quantity& quantity) {
  return std::strtod(model::ratio_json(quantity.numerator, 0, quantity.denominator).c_str(),
                     nullptr);
}

// What came of an operation.
enum class Outcome { good, no_value, too_wide };

// Role: fractions in lowest terms, each operation watched for overflow.
struct Exact {
  using Number = Quantity;

  static Number of(const Quantity& quantity) { return quantity; }

  static Outcome apply(StepKind kind, Number& a, const Number& b) {
    if (kind == StepKind::divide && b.numerator == 0) return Outcome::no_value;
    WideInt numerator = 0, denominator = 0;
    const bool fits = kind == StepKind::multiply ? fraction(a.numerator, b.numerator, a.denominator,
                                                            b.denominator, numerator, denominator)
                      : kind == StepKind::divide
                          ? fraction(a.numerator, b.denominator, a.denominator, b.numerator,
                                     numerator, denominator)
                          : sum(a, b, kind == StepKind::subtract, numerator, denominator);
    if (!fits) return Outcome::too_wide;
    a.is_quotient = a.is_quotient || b.is_quotient || kind == StepKind::divide;
    return reduce(a, numerator, denominator) ? Outcome::good : Outcome::too_wide;
  }

  static bool negate(Number& a) {
    return !__builtin_sub_overflow(WideInt{0}, a.numerator, &a.numerator);
  }

 private:
  static bool fraction(WideInt a, WideInt b, WideInt c, WideInt d, WideInt& over, WideInt& under) {
    return !__builtin_mul_overflow(a, b, &over) && !__builtin_mul_overflow(c, d, &under);
  }
  static bool sum(const Number& a, const Number& b, bool subtracts, WideInt& over, WideInt& under) {
    WideInt left = 0, right = 0;
    if (__builtin_mul_overflow(a.numerator, b.denominator, &left)) return false;
    if (__builtin_mul_overflow(b.numerator, a.denominator, &right)) return false;
    if (__builtin_mul_overflow(a.denominator, b.denominator, &under)) return false;
    return subtracts ? !__builtin_sub_overflow(left, right, &over)
                     : !__builtin_add_overflow(left, right, &over);
  }
  static bool reduce(Number& a, WideInt over, WideInt under) {
    const WideInt common = greatest_common_divisor(over, under);
    if (common != 0) {
      over /= common;
      under /= common;
    }
    if (under < 0 && (__builtin_sub_overflow(WideInt{0}, over, &over) ||
                      __builtin_sub_overflow(WideInt{0}, under, &under))) {
      return false;
    }
    a.numerator = over;
    a.denominator = under;
    return true;
  }
};

// Role: the same in doubles.
struct Rounded {
  using Number = double;

  static Number of(const Quantity& quantity) { return nearest(quantity); }

  static Outcome apply(StepKind kind, Number& a, const Number& b) {
    if (kind == StepKind::divide && b == 0) return Outcome::no_value;
    a = kind == StepKind::add        ? a + b
        : kind == StepKind::subtract ? a - b
        : kind == StepKind::multiply ? a * b
                                     : a / b;
    return std::isfinite(a) ? Outcome::good : Outcome::no_value;
  }
  static bool negate(Number& a) {
    a = -a;
    return true;
  }
};

template <class Arithmetic>
Outcome run(const model::FormulaPlan& formula, std::span<const std::optional<Quantity>> operands,
            typename Arithmetic::Number& result) {
  std::vector<typename Arithmetic::Number> stack;
  for (const FormulaStep& step : formula.steps) {
    switch (step.kind) {
      case StepKind::operand: {
        const auto& operand = operands[static_cast<std::size_t>(step.operand)];
        if (!operand) return Outcome::no_value;
        stack.push_back(Arithmetic::of(*operand));
        break;
      }
      case StepKind::number:
        stack.push_back(Arithmetic::of(decimal_quantity(step.scaled, step.scale)));
        break;
      case StepKind::negate:
        if (!Arithmetic::negate(stack.back())) return Outcome::too_wide;
        break;
      default: {
        const typename Arithmetic::Number right = stack.back();
        stack.pop_back();
        const Outcome outcome = Arithmetic::apply(step.kind, stack.back(), right);
        if (outcome != Outcome::good) return outcome;
      }
    }
  }
  IOC_CHECK(stack.size() == 1);
  result = stack.back();
  return Outcome::good;
}

// An exact number as figures tell it: "-12.05".
std::optional<Quantity> read_decimal(const model::JsonText& text) {
  Quantity out;
  bool is_negative = false, is_past_point = false;
  for (const char c : text) {
    if (c == '-') {
      is_negative = true;
    } else if (c == '.') {
      is_past_point = true;
    } else if (c < '0' || c > '9' ||
               __builtin_mul_overflow(out.numerator, WideInt{10}, &out.numerator) ||
               __builtin_add_overflow(out.numerator, WideInt{c - '0'}, &out.numerator)) {
      return std::nullopt;
    } else if (is_past_point) {
      out.denominator *= 10;
    }
  }
  if (is_negative) out.numerator = -out.numerator;
  return out;
}

}  // namespace

std::optional<Quantity> quantity_of(const model::Figure& figure) {
  if (figure.value == "null") return std::nullopt;
  if (!figure.numerator) return read_decimal(figure.value);
  const std::optional<Quantity> over = read_decimal(*figure.numerator);
  const std::optional<Quantity> under = read_decimal(*figure.denominator);
  if (!over || !under || under->numerator == 0) return std::nullopt;
  Quantity out{over->numerator, over->denominator, true};
  if (__builtin_mul_overflow(out.denominator, under->numerator, &out.denominator)) {
    return std::nullopt;
  }
  return out;
}

Quantity decimal_quantity(WideInt scaled, int scale) {
  return {scaled, power_of_ten(scale), false};
}

model::JsonText quantity_json(const Quantity& quantity) {
  if (quantity.is_quotient) return model::ratio_json(quantity.numerator, 0, quantity.denominator);
  // The denominator has no prime factors but 2 and 5, so some power of ten is a multiple of it.
  WideInt power = 1;
  for (int scale = 0; scale <= kDigitsMax; ++scale, power *= 10) {
    if (power % quantity.denominator != 0) continue;
    WideInt scaled = 0;
    if (__builtin_mul_overflow(quantity.numerator, power / quantity.denominator, &scaled)) break;
    return model::Decimal{scaled, scale}.to_string();
  }
  return model::ratio_json(quantity.numerator, 0, quantity.denominator);
}

model::JsonText evaluate(const model::FormulaPlan& formula,
                         std::span<const std::optional<Quantity>> operands) {
  Quantity exact;
  Outcome outcome = run<Exact>(formula, operands, exact);
  if (outcome == Outcome::good) return quantity_json(exact);
  double rounded = 0;
  if (outcome == Outcome::too_wide) outcome = run<Rounded>(formula, operands, rounded);
  return outcome == Outcome::good ? model::shortest_double(rounded) : "null";
}

}  // namespace ioc::processing
