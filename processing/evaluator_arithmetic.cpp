// Numbers, instants and durations: exact in 128 bits, absent where 64 do not hold the result.
#include <limits>

#include "processing/evaluator_node.h"

namespace ioc::processing {

using model::EventBatch;
using model::Op;
using model::TypeKind;
using model::WideInt;

namespace {

constexpr std::int64_t kDateMax = 2 * model::kTimeEnd.ms;

WideInt divide_half_even(WideInt numerator, WideInt denominator) {
  if (denominator < 0) {
    numerator = -numerator;
    denominator = -denominator;
  }
  WideInt quotient = numerator / denominator;
  WideInt rest = numerator % denominator;
  if (rest < 0) {
    rest += denominator;
    --quotient;
  }
  const WideInt twice = rest * 2;
  if (twice > denominator || (twice == denominator && (quotient & 1) != 0)) ++quotient;
  return quotient;
}

bool fits(WideInt value) {
  return value >= std::numeric_limits<std::int64_t>::min() &&
         value <= std::numeric_limits<std::int64_t>::max();
}

}  // namespace

Values Evaluator::Node::arithmetic(const EventBatch& batch, std::size_t n) {
  const Values a = args_[0].run(batch);
  const Values b = args_.size() > 1 ? args_[1].run(batch) : a;
  Values out = number_result(n);
  for (std::size_t i = 0; i < n; ++i) {
    numbers_[i] = 0;
    present_[i] = 0;
    if (!(a.present[i] & b.present[i])) continue;
    WideInt value = 0;
    if (!apply(a.numbers[i], b.numbers[i], value) || !fits(value)) continue;
    numbers_[i] = static_cast<std::int64_t>(value);
    present_[i] = 1;
  }
  return out;
}

bool Evaluator::Node::apply(WideInt a, WideInt b, WideInt& out) const {
  const model::Type& type = expression_->type;
  switch (expression_->op) {
    case Op::negate: out = -a; return true;
    case Op::add: out = a + b; return true;
    case Op::subtract: out = a - b; return true;
    case Op::multiply: out = a * b; return true;
    case Op::date:
      if (a < -model::kTimeEnd.ms || a > kDateMax) return false;  // no calendar goes there
      out = plan_->zone.day_of(model::Instant{static_cast<std::int64_t>(a)});
      return true;
    case Op::rescale: {
      const int by = type.scale - args_[0].expression_->type.scale;
      out = by >= 0 ? a * power_of_ten(by) : divide_half_even(a, power_of_ten(-by));
      return true;
    }
    case Op::divide:
      if (b == 0) return false;
      if (type.kind != TypeKind::decimal) {
        out = a / b;
        return true;
      }
      // a / 10^sa / (b / 10^sb) at scale s is a * 10^(s + sb - sa) / b.
      {
        const int shift =
            type.scale + args_[1].expression_->type.scale - args_[0].expression_->type.scale;
        if (shift < 0) {
          out = divide_half_even(a, b * power_of_ten(-shift));
          return true;
        }
        // What overflows 128 bits here is more than 64 bits after the division.
        WideInt scaled = 0;
        if (__builtin_mul_overflow(a, power_of_ten(shift), &scaled)) return false;
        out = divide_half_even(scaled, b);
      }
      return true;
    case Op::modulo:
      if (b == 0) return false;
      out = a % b;
      return true;
    default: return false;
  }
}

}  // namespace ioc::processing
