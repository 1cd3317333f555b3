// Reads a catalogue's folder from disk and has it compiled.
#pragma once

#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "model/plan.h"
#include "model/result.h"

namespace ioc::app {

// A catalogue's files, read and not judged yet: TOML by name, and the units.
struct CatalogText {
  std::vector<catalog::SourceFile> toml;
  catalog::SourceFile units;
};

// All `*.toml` of the folder and its `units.csv`. Errors: `io` for a folder or file that cannot be
// read, `config` for a folder without a TOML file. A missing units.csv is told by
// `compile_catalog`.
model::Result<CatalogText> read_catalog_files(const std::string& directory);

// SHA-256 over each file's name and content, in order of names, as hex digits.
std::string digest_of(const CatalogText& text);

// Faults are in what is given back; a plan carries the hash of the bytes it came from: the first 16
// digits of the digest. They tell catalogues apart that nobody made to be taken for each other.
catalog::Loaded compile_catalog(const CatalogText& text);

// Both.
model::Result<catalog::Loaded> read_catalog(const std::string& directory);

// The plan, or every fault on standard error and an error of code `config`.
model::Result<model::Plan> load_plan(const std::string& directory);
// The same with all that was loaded beside the plan, which is there.
model::Result<catalog::Loaded> load_whole(const std::string& directory);
// The same of files that were read; `subject` names them in an error.
model::Result<catalog::Loaded> judge_catalog(const CatalogText& text, const std::string& subject);
// The same of a catalogue that was compiled.
model::Result<catalog::Loaded> judge_catalog(catalog::Loaded loaded, const std::string& subject);

}  // namespace ioc::app
