// Methods of strings; units read as their codes.
#include "processing/evaluator_node.h"

namespace ioc::processing {

using model::EventBatch;
using model::Op;

namespace {

std::int64_t code_points(std::string_view text) {
  std::int64_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace

Values Evaluator::Node::text(const EventBatch& batch, std::size_t n) {
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
        default: holds = RE2::PartialMatch(re2::StringPiece(whole.data(), whole.size()), *pattern_);
      }
    }
    truth_[i] = holds;
  }
  return out;
}

}  // namespace ioc::processing
