// [[alert]]: what calls for help.
//
//   [[alert]]
//   id = "on-time-lagging"
//   target = "on-time"                # a target, in every unit it is set for
//   when = ["lagging", "missed"]      # the default; or days_left = 10: not met, and so near
//   for = "10m"                       # so long it must be so; default: at once
//   clear = "30m"                     # so long it must be over; default 5m
//   severity = "warning"              # the default; info, critical
//
//   [[alert]]
//   id = "dossiers-silent"
//   stream = "dossiers"               # or a stream from which nothing comes
//   silent = "30m"                    # of working time, where the calendar has hours
#pragma once

#include <optional>
#include <set>
#include <string>

#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

// What an alert may refer to: ids of all that was declared, at fault or not.
struct AlertGround {
  std::set<std::string> targets;
  std::set<std::string> streams;
  bool all_files_parsed = true;  // else what is unknown may stand in a file that does not parse
};

// An alert whose target or stream is still to be numbered; one of them is empty.
struct AlertDeclaration {
  model::AlertPlan plan;
  std::string target;
  std::string stream;
};

// Gives nothing when anything in it is at fault.
std::optional<AlertDeclaration> read_alert(const toml::table& table, const Source& source,
                                           const AlertGround& ground, Report& report);

}  // namespace ioc::catalog
