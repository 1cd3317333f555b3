// Reads a catalogue's folder from disk and has it compiled.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/plan.h"
#include "model/result.h"

namespace ioc::app {

// All `*.toml` of the folder and its `units.csv`, read and compiled. Faults are in `loaded`; a plan
// carries the hash of the bytes it came from: the first 16 hex digits of a SHA-256 over each file's
// name and content, in order of names. Errors: `io` for a folder or file that cannot be read,
// `config` for a folder without a TOML file. A missing units.csv is among the faults.
model::Result<catalog::Loaded> read_catalog(const std::string& directory);

// The plan, or every fault on standard error and an error of code `config`.
model::Result<model::Plan> load_plan(const std::string& directory);
// The same with all that was loaded beside the plan, which is there.
model::Result<catalog::Loaded> load_whole(const std::string& directory);

}  // namespace ioc::app
