// Role: a catalogue's files become a compiled plan, or the list of everything that is wrong.
//
// The way: documents (schema.h) -> units (units_file.h) -> streams (streams.h) -> indicators with
// checked expressions (indicators.h, checker.h) -> cubes, slots and tiers (cubes.h). Beside it the
// cases of [[test]] (cases.h), which are no part of the plan.
// Pure: the same bytes in any order of files give the same plan, the same faults in the same order.
// Only the zone's rules come from the system's time zone database.
// Threads: free functions without shared state. Errors: diagnostics; nothing is thrown.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/cases.h"
#include "catalog/diagnostic.h"
#include "model/plan.h"
#include "model/rule.h"

namespace ioc::catalog {

struct SourceFile {
  std::string path;
  std::string text;
  bool is_missing = false;  // of units.csv: one fault among the others
};

// `plan` is there exactly when there are no diagnostics; its `hash` is left for the caller.
struct Loaded {
  std::optional<model::Plan> plan;
  std::vector<Case> cases;         // by file and line; empty without a plan
  std::vector<model::Rule> rules;  // sorted by name; likewise
  std::vector<Diagnostic> diagnostics;
};

// Reads all files together and tells all faults of all of them, sorted by file, line and column.
Loaded load(std::vector<SourceFile> toml_files, const SourceFile& units_csv);

}  // namespace ioc::catalog
