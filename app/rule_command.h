// `rules …`: changes of targets and formulas that wait, as the machine's administrator sees them.
#pragma once

#include <string>

namespace ioc::app {

struct RuleOptions {
  std::string config;
  bool json = false;
};

// Exit codes: 0, 1 when nothing waits that could be approved, 74, 78.
int show_rules(const RuleOptions& options);
int approve_rules(const RuleOptions& options);

}  // namespace ioc::app
