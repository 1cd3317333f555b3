// The whole service: state, engine, Kafka and HTTP tied together, and taken apart again.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

#include "app/config.h"
#include "model/plan.h"

namespace ioc::app {

// Runs until `stop` is set; gives the exit code. An error of the state directory or of the Kafka
// client takes everything down and comes back through the start path, a few times; what does not
// heal ends the process with its reason. `on_listening` is told the HTTP port once it is open.
int run_service(const Config& config, const model::Plan& plan, const std::atomic<bool>& stop,
                const std::function<void(std::uint16_t)>& on_listening = {});

}  // namespace ioc::app
