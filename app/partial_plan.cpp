#include "app/partial_plan.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ioc::app {

model::Plan plan_of(model::Plan plan, const std::set<int>& cubes) {
  const auto leave_out = [&](std::vector<int>& numbers) {
    std::erase_if(numbers, [&](int cube) { return !cubes.contains(cube); });
  };
  for (model::LifecyclePlan& lifecycle : plan.lifecycles) leave_out(lifecycle.state.cubes);
  for (model::StreamPlan& stream : plan.streams) {
    leave_out(stream.cubes);
    // A stream without any lifecycle remembers ids to know its duplicates.
    std::vector<int> needed = stream.lifecycles;
    std::erase_if(needed, [&](int lifecycle) {
      return plan.lifecycles[static_cast<std::size_t>(lifecycle)].state.cubes.empty();
    });
    if (!needed.empty() || stream.remembers_ids) stream.lifecycles = needed;
  }
  return plan;
}

std::set<int> cubes_of(const model::Plan& plan, const std::string& indicator) {
  std::set<int> cubes;
  for (const model::IndicatorPlan& each : plan.indicators) {
    if (each.id != indicator) continue;
    if (!each.formula) cubes.insert(each.cube);
    for (const int operand : each.formula ? each.formula->operands : std::vector<int>()) {
      cubes.insert(plan.indicators[static_cast<std::size_t>(operand)].cube);
    }
  }
  return cubes;
}

}  // namespace ioc::app
