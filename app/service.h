// The whole service: state, engine, Kafka and HTTP tied together, and taken apart again.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "app/catalog_files.h"
#include "app/config.h"
#include "model/plan.h"
#include "model/rule.h"

namespace ioc::app {

// A catalogue that comes into force once the service runs by it (app/rule_keeper.h).
struct ComingRules {
  std::string digest;
  CatalogText files;
  std::string detail;        // for the audit log; empty: no rule is another one than before
  bool is_approved = false;  // and comes into force only while it is
};

// What a service runs by.
struct Setup {
  Config config;
  model::Plan plan;
  // The files say something else than the plan, and a second person has not approved it.
  std::optional<model::WaitingRules> waiting = {};
  std::optional<ComingRules> coming = {};  // the plan's; none: it is in force, or nothing keeps it
  std::string refused = {};  // of one that was gone back to: why the files are not run
};

// What it is told while it runs. All of it outlives the call.
struct Orders {
  const std::atomic<bool>& stop;
  // Set by a signal: the setup is read again. All or nothing: a setup that cannot be read, or that
  // cannot be started with, leaves the one in force, and /readyz and /metrics say why.
  std::atomic<bool>& read_again;
  std::function<model::Result<Setup>()> read_setup;  // without it nothing is read again
  // Asked when a setup whose catalogue is not in force yet cannot be started with, and why: the
  // setup to go on with. Without it, or when there is none, that ends the process.
  std::function<model::Result<Setup>(const model::Error& why)> go_back = {};
};

// Runs until told to stop; gives the exit code. An error of the state directory or of the Kafka
// client takes everything down and comes back through the start path, a few times; what does not
// heal ends the process with its reason. `on_listening` is told the HTTP port each time it is open.
int run_service(Setup setup, const Orders& orders,
                const std::function<void(std::uint16_t)>& on_listening = {});

}  // namespace ioc::app
