// Evaluates the catalogue's expressions over the columns of a batch, one operator at a time.
//
// Columns instead of events: each operator is one tight loop over at most kBatchRecordsMax rows, so
// the cost of interpreting is paid once a batch. The rules for absent values are those of
// model/expression.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "model/event.h"
#include "model/plan.h"

namespace ioc::processing {

// A result by row. `truth` is filled for booleans (absent is 0), else `numbers` or `texts` with
// `present`. Booleans have `present` too where one can be absent: nothing asks it of a condition,
// but a comparison does. Pointers stay valid until the next evaluation or the end of the batch.
struct Values {
  const std::int64_t* numbers = nullptr;
  const std::string_view* texts = nullptr;
  const std::uint8_t* present = nullptr;
  const std::uint8_t* truth = nullptr;
};

// Role: one expression, ready to run. Owns its scratch columns, so evaluating allocates nothing
// once warm. Threads: one thread at a time; the plan must outlive it.
class Evaluator {
 public:
  Evaluator(const model::Expression& expression, const model::Plan& plan);
  ~Evaluator();
  Evaluator(Evaluator&&) noexcept;

  Values run(const model::EventBatch& batch);

 private:
  class Node;
  std::unique_ptr<Node> root_;
};

}  // namespace ioc::processing
