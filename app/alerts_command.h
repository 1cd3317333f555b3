// `alerts list` and `alerts why`: what a running service says of its alerts.
#pragma once

#include <string>

namespace ioc::app {

struct AlertsOptions {
  std::string url = "http://127.0.0.1:8080";  // of the service
  std::string alert;                          // `why`: its id
  std::string unit;                           // only there; empty: everywhere
  std::string config;  // `why`: of the service, to tell who did what and what they wrote
  bool json = false;
};

// Exit codes: 0, 2 when the service knows no such alert or unit, 69 when it does not answer; with a
// configuration those of reading it.
int list_alerts(const AlertsOptions& options);
// Why it is as it is: the rule, what was seen, each turn of it, who was told of it when, and what
// people did about it.
int why_alert(const AlertsOptions& options);

}  // namespace ioc::app
