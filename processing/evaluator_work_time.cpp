// work_time and add_work_time, row by row: each row has its unit and its pauses.
#include "processing/evaluator_node.h"
#include "processing/work_time.h"

namespace ioc::processing {

using model::EventBatch;
using model::Instant;
using model::Op;

Values Evaluator::Node::working_time(const EventBatch& batch, std::size_t n) {
  const Values a = args_[0].run(batch);
  const Values b = args_[1].run(batch);
  const model::Column* const units =
      expression_->index < 0 ? nullptr
                             : &batch.columns[static_cast<std::size_t>(expression_->index)];
  Values out = number_result(n);
  for (std::size_t i = 0; i < n; ++i) {
    numbers_[i] = 0;
    present_[i] = 0;
    if (!(a.present[i] & b.present[i])) continue;
    const bool has_unit = units != nullptr && units->present[i] != 0;
    const WorkClock clock{
        *plan_->calendar,
        has_unit ? static_cast<model::UnitIndex>(units->numbers[i]) : model::kNoUnit,
        batch.pauses.empty() ? model::Pauses() : batch.pauses[i]};
    if (expression_->op == Op::work_time) {
      const auto between = clock.between(Instant{a.numbers[i]}, Instant{b.numbers[i]});
      present_[i] = between.has_value();
      numbers_[i] = between.value_or(0);
    } else {
      const auto reached = clock.add(Instant{a.numbers[i]}, b.numbers[i]);
      present_[i] = reached.has_value();
      numbers_[i] = reached.value_or(Instant{}).ms;
    }
  }
  return out;
}

}  // namespace ioc::processing
