// One operator of an expression, ready to run; the evaluator's own, nobody else includes it.
//
// The families of operators stand in files of their own: evaluator.cpp (names, literals, logic),
// evaluator_compare.cpp, evaluator_text.cpp, evaluator_arithmetic.cpp, evaluator_work_time.cpp.
#pragma once

#include <re2/re2.h>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "model/figure.h"
#include "processing/evaluator.h"

namespace ioc::processing {

// Role: an operator of the tree with room for its result. Threads: those of the evaluator.
class Evaluator::Node {
 public:
  Node(const model::Expression& expression, const model::Plan& plan);

  Values run(const model::EventBatch& batch);

 private:
  bool is_text() const {
    return expression_->type.kind == model::TypeKind::text ||
           expression_->type.kind == model::TypeKind::unit;
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

  Values literal(std::size_t n);
  // Units read as their codes; booleans as truth.
  Values field(const model::EventBatch& batch, std::size_t n);
  Values has(const model::EventBatch& batch, std::size_t n);
  Values logic(const model::EventBatch& batch, std::size_t n);
  Values conditional(const model::EventBatch& batch, std::size_t n);

  Values compare(const model::EventBatch& batch, std::size_t n);
  Values in(const model::EventBatch& batch, std::size_t n);
  // A comparison with an absent boolean is false, `!=` too.
  void mask_absent(const Values& boolean, std::size_t n);

  Values text(const model::EventBatch& batch, std::size_t n);

  Values arithmetic(const model::EventBatch& batch, std::size_t n);
  // False where the result is absent.
  bool apply(model::WideInt a, model::WideInt b, model::WideInt& out) const;

  Values working_time(const model::EventBatch& batch, std::size_t n);

  const model::Expression* expression_;
  const model::Plan* plan_;
  std::vector<Node> args_;
  std::unique_ptr<RE2> pattern_;
  std::size_t literal_rows_ = 0;
  std::vector<std::int64_t> numbers_;
  std::vector<std::string_view> texts_;
  std::vector<std::uint8_t> present_;
  std::vector<std::uint8_t> truth_;
};

// 1 for exponents below zero.
inline model::WideInt power_of_ten(int exponent) {
  model::WideInt power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

}  // namespace ioc::processing
