// What a [[test]] writes down, as events and figures have it: TOML values become JSON and instants.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <string>

#include "catalog/source.h"
#include "model/time.h"

namespace ioc::catalog {

// Role: reads the values of one file; times without an offset are local to the catalogue's zone.
// A value at fault has been told and reads as nothing.
class CaseValues {
 public:
  CaseValues(const Source& source, const model::Zone& zone, Report& report)
      : source_(&source), zone_(&zone), report_(&report) {}

  // 2020-10-15T08:00:00+07:00, as TOML's own or as a string; 2020-10-15T08:00:00 is local;
  // 2020-10-15 is its first instant.
  std::optional<model::Instant> instant(const toml::node& node) const;
  // Times as RFC 3339 text, a day as "2020-10-15".
  std::optional<std::string> json(const toml::node& node) const;

 private:
  std::optional<std::string> json_of_array(const toml::array& array) const;
  std::optional<std::string> json_of_table(const toml::table& table) const;
  Place place(const toml::node& node) const;

  const Source* source_;
  const model::Zone* zone_;
  Report* report_;
};

}  // namespace ioc::catalog
