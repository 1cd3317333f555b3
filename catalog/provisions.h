// [[provision]]: what units must provide, how often and by when.
//
//   [[provision]]
//   id = "dossiers-daily"
//   name = { vi = "…", en = "…" }
//   indicator = "provision.dossiers_accepted"   # counts what is provided, by units alone
//   every = "day"                               # one of its windows, a period of the calendar
//   since = 2020-10-01
//   due = "1 working day"                       # after the period; or "3 days"
//   at_least = 1                                # in each period; the default
//   each = "district"                           # who provides it; or units = ["49"]
//   complete = { indicator = "…", window = "month", at_least = 0.95 }
//   valid = { indicator = "…", window = "month", at_least = 0.98 }
//
// Or `report = "vpcp-ii-06a"` instead of indicator, every, since, due, at_least and units: what is
// provided are the slots of that [[report]].
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/cases.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "model/provision.h"
#include "model/report.h"

namespace ioc::catalog {

// What provisions may refer to.
struct ProvisionGround {
  CaseGround figures;
  const std::vector<model::ReportPlan>* reports = nullptr;
  std::vector<std::string> report_ids;  // those at fault too, sorted
  bool knows_work_time = false;
  int report_day = 15;
};

// A provision whose indicators are still to be numbered; empty: it has none there.
struct ProvisionDeclaration {
  model::ProvisionPlan plan;
  std::string indicator, complete, valid;
};

// Gives nothing when anything in it is at fault.
std::optional<ProvisionDeclaration> read_provision(const toml::table& table, const Source& source,
                                                   const ProvisionGround& ground, Report& report);

}  // namespace ioc::catalog
