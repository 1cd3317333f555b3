// A file of the catalogue as TOML: as much of it as can be read.
//
// toml++ stops at the first fault of syntax. So that it hides no other fault, what it stands in is
// left out and the rest read again: a key that stands twice by itself, anything else with its whole
// table.
#pragma once

#include <toml++/toml.h>

#include <memory>
#include <string>
#include <vector>

#include "catalog/source.h"

namespace ioc::catalog {

struct ParsedDocument {
  std::unique_ptr<toml::table> root;  // nullptr: nothing of it can be read
  bool is_whole = true;
  // Ids of tables left out, so that nobody is told they are unknown.
  std::vector<std::string> lost_ids;
};

// Reports each fault of syntax found, up to kSyntaxFaultsMax of a file.
ParsedDocument parse_document(const Source& source, Report& report);

}  // namespace ioc::catalog
