// Comparisons, and `in`, which compares with each of a list.
#include "processing/evaluator_node.h"

namespace ioc::processing {

using model::EventBatch;
using model::Expression;
using model::Op;
using model::TypeKind;
using model::WideInt;

namespace {

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

Values Evaluator::Node::compare(const EventBatch& batch, std::size_t n) {
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
    comparison(expression_->op, [&](auto holds) { compare_texts(n, a, b, truth_.data(), holds); });
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

void Evaluator::Node::mask_absent(const Values& boolean, std::size_t n) {
  if (boolean.present == nullptr) return;
  for (std::size_t i = 0; i < n; ++i) truth_[i] &= boolean.present[i];
}

Values Evaluator::Node::in(const EventBatch& batch, std::size_t n) {
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

}  // namespace ioc::processing
