#include "processing/evaluator.h"

#include <re2/re2.h>

#include <limits>

#include "model/check.h"
#include "model/figure.h"

namespace ioc::processing {

using model::EventBatch;
using model::Expression;
using model::Op;
using model::Plan;
using model::TypeKind;
using model::WideInt;

namespace {

constexpr std::int64_t kDateMax = 2 * model::kTimeEnd.ms;

// 1 for exponents below zero.
WideInt power_of_ten(int exponent) {
  WideInt power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

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

std::int64_t code_points(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

template <class Compare>
void compare_numbers(std::size_t n, const Values& a, const Values& b, std::uint8_t* out,
                     Compare compare) {
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = static_cast<std::uint8_t>(a.present[i] & b.present[i] &
                                       static_cast<int>(compare(a.numbers[i], b.numbers[i])));
  }
}

// Numbers of two scales meet at the larger one. A 64-bit number with 18 more digits fits 128 bits,
// so nothing overflows.
template <class Compare>
void compare_scaled(std::size_t n, const Values& a, WideInt a_factor, const Values& b,
                    WideInt b_factor, std::uint8_t* out, Compare compare) {
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = static_cast<std::uint8_t>(
        a.present[i] & b.present[i] &
        static_cast<int>(compare(a.numbers[i] * a_factor, b.numbers[i] * b_factor)));
  }
}

template <class Compare>
void compare_texts(std::size_t n, const Values& a, const Values& b, std::uint8_t* out,
                   Compare compare) {
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = a.present[i] & b.present[i] && compare(a.texts[i], b.texts[i]) ? 1 : 0;
  }
}

template <class Row>
auto comparison(Op op, const Row& run) {
  switch (op) {
    case Op::equal: return run([](const auto& x, const auto& y) { return x == y; });
    case Op::not_equal: return run([](const auto& x, const auto& y) { return x != y; });
    case Op::less: return run([](const auto& x, const auto& y) { return x < y; });
    case Op::less_equal: return run([](const auto& x, const auto& y) { return x <= y; });
    case Op::greater: return run([](const auto& x, const auto& y) { return x > y; });
    default: return run([](const auto& x, const auto& y) { return x >= y; });
  }
}

}  // namespace

// One operator of the tree with room for its result.
class Evaluator::Node {
 public:
  Node(const Expression& expression, const Plan& plan) : expression_(&expression), plan_(&plan) {
    for (const Expression& arg : expression.args) args_.emplace_back(arg, plan);
    if (expression.op == Op::matches) {
      pattern_ = std::make_unique<RE2>(expression.text, RE2::Quiet);
      IOC_CHECK(pattern_->ok());  // the catalogue refused patterns that are not
    }
  }

  Values run(const EventBatch& batch) {
    const std::size_t n = batch.size;
    switch (expression_->op) {
      case Op::literal: return literal(n);
      case Op::field: return field(batch, n);
      case Op::has: return has(batch, n);
      case Op::logical_not:
      case Op::logical_and:
      case Op::logical_or: return logic(batch, n);
      case Op::equal:
      case Op::not_equal:
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal: return compare(batch, n);
      case Op::in: return in(batch, n);
      case Op::conditional: return conditional(batch, n);
      case Op::starts_with:
      case Op::ends_with:
      case Op::contains:
      case Op::matches:
      case Op::size: return text(batch, n);
      case Op::negate:
      case Op::rescale:
      case Op::date:
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide:
      case Op::modulo: return arithmetic(batch, n);
    }
    return {};
  }

 private:
  bool is_text() const {
    return expression_->type.kind == TypeKind::text || expression_->type.kind == TypeKind::unit;
  }

  static int scale_of(const Node& node) { return node.expression_->type.scale; }

  Values truth_result(std::size_t n) {
    truth_.resize(n);
    return {nullptr, nullptr, nullptr, truth_.data()};
  }
  Values number_result(std::size_t n) {
    numbers_.resize(n);
    present_.resize(n);
    return {numbers_.data(), nullptr, present_.data(), nullptr};
  }

  Values literal(std::size_t n) {
    if (literal_rows_ < n) {
      literal_rows_ = n;
      present_.assign(n, 1);
      truth_.assign(n, expression_->number != 0);
      numbers_.assign(n, expression_->number);
      texts_.assign(n, expression_->text);
    }
    return {numbers_.data(), texts_.data(), present_.data(), truth_.data()};
  }

  // Units read as their codes; booleans as truth.
  Values field(const EventBatch& batch, std::size_t n) {
    if (expression_->index == model::kEventTimeField) {
      if (present_.size() < n) present_.assign(n, 1);
      return {batch.time_ms.data(), nullptr, present_.data(), nullptr};
    }
    const model::Column& column = batch.columns[static_cast<std::size_t>(expression_->index)];
    if (expression_->type.kind == TypeKind::boolean) {
      Values out = truth_result(n);
      for (std::size_t i = 0; i < n; ++i) truth_[i] = column.present[i] & (column.numbers[i] != 0);
      out.present = column.present.data();
      return out;
    }
    if (expression_->type.kind == TypeKind::unit) {
      texts_.resize(n);
      for (std::size_t i = 0; i < n; ++i) {
        texts_[i] =
            column.present[i]
                ? std::string_view(
                      plan_->units.at(static_cast<model::UnitIndex>(column.numbers[i])).code)
                : std::string_view();
      }
      return {nullptr, texts_.data(), column.present.data(), nullptr};
    }
    return {column.numbers.data(), column.texts.data(), column.present.data(), nullptr};
  }

  Values has(const EventBatch& batch, std::size_t n) {
    truth_result(n);
    if (expression_->index == model::kEventTimeField) {
      truth_.assign(n, 1);
    } else {
      const auto& present = batch.columns[static_cast<std::size_t>(expression_->index)].present;
      std::copy_n(present.begin(), n, truth_.begin());
    }
    return truth_result(n);
  }

  Values logic(const EventBatch& batch, std::size_t n) {
    const std::uint8_t* a = args_[0].run(batch).truth;
    const std::uint8_t* b = args_.size() > 1 ? args_[1].run(batch).truth : a;
    Values out = truth_result(n);
    for (std::size_t i = 0; i < n; ++i) {
      truth_[i] = expression_->op == Op::logical_and  ? a[i] & b[i]
                  : expression_->op == Op::logical_or ? a[i] | b[i]
                                                      : a[i] ^ 1;
    }
    return out;
  }

  Values compare(const EventBatch& batch, std::size_t n) {
    const Values a = args_[0].run(batch);
    const Values b = args_[1].run(batch);
    Values out = truth_result(n);
    if (args_[0].expression_->type.kind == TypeKind::boolean) {
      for (std::size_t i = 0; i < n; ++i) {
        truth_[i] = comparison(expression_->op, [&](auto holds) -> std::uint8_t {
          return holds(a.truth[i], b.truth[i]);
        });
      }
      mask_absent(a, n);
      mask_absent(b, n);
    } else if (args_[0].is_text()) {
      comparison(expression_->op,
                 [&](auto holds) { compare_texts(n, a, b, truth_.data(), holds); });
    } else if (const int by = scale_of(args_[1]) - scale_of(args_[0]); by != 0) {
      comparison(expression_->op, [&](auto holds) {
        compare_scaled(n, a, power_of_ten(by), b, power_of_ten(-by), truth_.data(), holds);
      });
    } else {
      comparison(expression_->op,
                 [&](auto holds) { compare_numbers(n, a, b, truth_.data(), holds); });
    }
    return out;
  }

  // A comparison with an absent boolean is false, `!=` too.
  void mask_absent(const Values& boolean, std::size_t n) {
    if (boolean.present == nullptr) return;
    for (std::size_t i = 0; i < n; ++i) truth_[i] &= boolean.present[i];
  }

  Values in(const EventBatch& batch, std::size_t n) {
    const Values sought = args_[0].run(batch);
    Values out = truth_result(n);
    truth_.assign(n, 0);
    const bool is_boolean = args_[0].expression_->type.kind == TypeKind::boolean;
    for (std::size_t k = 1; k < args_.size(); ++k) {
      const Expression& member = *args_[k].expression_;
      for (std::size_t i = 0; i < n; ++i) {
        if (is_boolean) {
          truth_[i] |= sought.truth[i] == (member.number != 0);
        } else if (args_[0].is_text()) {
          truth_[i] |= sought.present[i] & (sought.texts[i] == member.text);
        } else {
          truth_[i] |= sought.present[i] & (sought.numbers[i] == member.number);
        }
      }
    }
    if (is_boolean) mask_absent(sought, n);
    return out;
  }

  Values conditional(const EventBatch& batch, std::size_t n) {
    const Values chosen = args_[0].run(batch);
    const Values a = args_[1].run(batch);
    const Values b = args_[2].run(batch);
    if (expression_->type.kind == TypeKind::boolean) {
      Values out = truth_result(n);
      for (std::size_t i = 0; i < n; ++i) truth_[i] = chosen.truth[i] ? a.truth[i] : b.truth[i];
      if (a.present == nullptr && b.present == nullptr) return out;
      present_.resize(n);
      for (std::size_t i = 0; i < n; ++i) {
        const std::uint8_t* present = chosen.truth[i] ? a.present : b.present;
        present_[i] = present == nullptr ? 1 : present[i];
      }
      out.present = present_.data();
      return out;
    }
    number_result(n);
    texts_.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      const Values& from = chosen.truth[i] ? a : b;
      present_[i] = from.present[i];
      if (is_text()) {
        texts_[i] = from.texts[i];
      } else {
        numbers_[i] = from.numbers[i];
      }
    }
    return {numbers_.data(), texts_.data(), present_.data(), nullptr};
  }

  Values text(const EventBatch& batch, std::size_t n) {
    const Values a = args_[0].run(batch);
    if (expression_->op == Op::size) {
      Values out = number_result(n);
      for (std::size_t i = 0; i < n; ++i) {
        present_[i] = a.present[i];
        numbers_[i] = a.present[i] ? code_points(a.texts[i]) : 0;
      }
      return out;
    }
    const Values b = args_.size() > 1 ? args_[1].run(batch) : a;
    Values out = truth_result(n);
    for (std::size_t i = 0; i < n; ++i) {
      bool holds = a.present[i] & b.present[i];
      if (holds) {
        const std::string_view whole = a.texts[i];
        const std::string_view part = b.texts[i];
        switch (expression_->op) {
          case Op::starts_with: holds = whole.starts_with(part); break;
          case Op::ends_with: holds = whole.ends_with(part); break;
          case Op::contains: holds = whole.find(part) != std::string_view::npos; break;
          default:
            holds = RE2::PartialMatch(re2::StringPiece(whole.data(), whole.size()), *pattern_);
        }
      }
      truth_[i] = holds;
    }
    return out;
  }

  Values arithmetic(const EventBatch& batch, std::size_t n) {
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

  // False where the result is absent.
  bool apply(WideInt a, WideInt b, WideInt& out) const {
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

  const Expression* expression_;
  const Plan* plan_;
  std::vector<Node> args_;
  std::unique_ptr<RE2> pattern_;
  std::size_t literal_rows_ = 0;
  std::vector<std::int64_t> numbers_;
  std::vector<std::string_view> texts_;
  std::vector<std::uint8_t> present_;
  std::vector<std::uint8_t> truth_;
};

Evaluator::Evaluator(const Expression& expression, const Plan& plan)
    : root_(std::make_unique<Node>(expression, plan)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

Values Evaluator::run(const EventBatch& batch) { return root_->run(batch); }

}  // namespace ioc::processing
