#include "model/rule.h"

#include <algorithm>

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

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace ioc::model
