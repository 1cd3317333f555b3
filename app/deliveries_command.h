// `deliveries …`: reports on their way to other systems, beside a running service or without one.
#pragma once

#include <cstdint>
#include <string>

namespace ioc::app {

struct DeliveryOptions {
  std::string config;
  std::string connector, report, unit, state;
  std::int64_t number = 0;  // 0: all that match
  std::size_t limit = 100;
  std::string reason;
  bool json = false;
};

// Exit codes: 0, 1 for what must not be sent again, 2 for what is asked wrongly, 74, 78.
int list_deliveries(const DeliveryOptions& options);
int why_delivery(const DeliveryOptions& options);
// A running service takes it up within a second.
int retry_deliveries(const DeliveryOptions& options);

}  // namespace ioc::app
