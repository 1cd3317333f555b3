#include "model/rule.h"

namespace ioc::model {

std::vector<RuleDifference> rule_differences(const std::vector<Rule>& before,
                                             const std::vector<Rule>& after) {
  std::vector<RuleDifference> differences;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    if (now == after.end() || (old != before.end() && old->name < now->name)) {
      differences.push_back({old->name, old->text, {}});
      ++old;
    } else if (old == before.end() || now->name < old->name) {
      differences.push_back({now->name, {}, now->text});
      ++now;
    } else {
      if (old->text != now->text) differences.push_back({now->name, old->text, now->text});
      ++old;
      ++now;
    }
  }
  return differences;
}

}  // namespace ioc::model
