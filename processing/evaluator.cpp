#include "processing/evaluator.h"

#include "model/check.h"
#include "processing/evaluator_node.h"

namespace ioc::processing {

using model::EventBatch;
using model::Expression;
using model::Op;
using model::Plan;
using model::TypeKind;

Evaluator::Evaluator(const Expression& expression, const Plan& plan)
    : root_(std::make_unique<Node>(expression, plan)) {}
Evaluator::~Evaluator() = default;
Evaluator::Evaluator(Evaluator&&) noexcept = default;

Values Evaluator::run(const EventBatch& batch) { return root_->run(batch); }

Evaluator::Node::Node(const Expression& expression, const Plan& plan)
    : expression_(&expression), plan_(&plan) {
  for (const Expression& arg : expression.args) args_.emplace_back(arg, plan);
  if (expression.op == Op::matches) {
    pattern_ = std::make_unique<RE2>(expression.text, RE2::Quiet);
    IOC_CHECK(pattern_->ok());  // the catalogue refused patterns that are not
  }
  // Without a calendar the catalogue refused to ask for working time.
  const bool asks = expression.op == Op::work_time || expression.op == Op::add_work_time;
  IOC_CHECK(!asks || plan.calendar.has_value());
}

Values Evaluator::Node::run(const EventBatch& batch) {
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
    case Op::work_time:
    case Op::add_work_time: return working_time(batch, n);
  }
  return {};
}

Values Evaluator::Node::literal(std::size_t n) {
  if (literal_rows_ < n) {
    literal_rows_ = n;
    present_.assign(n, 1);
    truth_.assign(n, expression_->number != 0);
    numbers_.assign(n, expression_->number);
    texts_.assign(n, expression_->text);
  }
  if (expression_->type.kind == TypeKind::boolean) {
    return {nullptr, nullptr, present_.data(), truth_.data()};
  }
  if (is_text()) return {nullptr, texts_.data(), present_.data(), nullptr};
  return {numbers_.data(), nullptr, present_.data(), nullptr};
}

Values Evaluator::Node::field(const EventBatch& batch, std::size_t n) {
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
      texts_[i] = column.present[i]
                      ? std::string_view(
                            plan_->units.at(static_cast<model::UnitIndex>(column.numbers[i])).code)
                      : std::string_view();
    }
    return {nullptr, texts_.data(), column.present.data(), nullptr};
  }
  // A batch is filled for one stream after the other: a column of numbers may still have the room
  // of another one's texts.
  if (is_text()) return {nullptr, column.texts.data(), column.present.data(), nullptr};
  return {column.numbers.data(), nullptr, column.present.data(), nullptr};
}

Values Evaluator::Node::has(const EventBatch& batch, std::size_t n) {
  truth_result(n);
  if (expression_->index == model::kEventTimeField) {
    truth_.assign(n, 1);
  } else {
    const auto& present = batch.columns[static_cast<std::size_t>(expression_->index)].present;
    std::copy_n(present.begin(), n, truth_.begin());
  }
  return truth_result(n);
}

Values Evaluator::Node::logic(const EventBatch& batch, std::size_t n) {
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

Values Evaluator::Node::conditional(const EventBatch& batch, std::size_t n) {
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
  Values out = number_result(n);
  if (is_text()) {
    texts_.resize(n);
    out = {nullptr, texts_.data(), present_.data(), nullptr};
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Values& from = chosen.truth[i] ? a : b;
    present_[i] = from.present[i];
    if (is_text()) {
      texts_[i] = from.texts[i];
    } else {
      numbers_[i] = from.numbers[i];
    }
  }
  return out;
}

}  // namespace ioc::processing
