// Which catalogue a command works with that looks at things beside the service: the files, or the
// one in force, of which `people.db` keeps the files, while those of the folder are not.
#pragma once

#include <string>

#include "app/config.h"
#include "model/plan.h"
#include "model/result.h"

namespace ioc::app {

// What a command is about.
enum class CatalogOf {
  figures,     // those the service publishes: by what is in force, as long as other rules are not
  next_start,  // a service started now: by the files, unless their changes have to wait
};

struct CommandCatalog {
  model::Plan plan;
  std::string name;  // for people: its folder, or that it is the one in force
};

// `named` is the folder that a command line option names, which is taken whatever is in force;
// empty: the configuration's counts. One line on standard error says so when it is not the files,
// or when what is in force may not be looked at and the files are taken. Nothing is changed.
// Errors: those of `load_plan`; `config` when changes wait and this program cannot read the
// catalogue in force.
model::Result<CommandCatalog> command_catalog(const Config& config, const std::string& named,
                                              CatalogOf of);

}  // namespace ioc::app
