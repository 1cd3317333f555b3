// [[indicator]]: what is counted or measured, of which stream, by what, over which windows.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/lifecycles.h"
#include "catalog/schema.h"
#include "catalog/source.h"
#include "catalog/streams.h"
#include "catalog/windows.h"
#include "model/plan.h"

namespace ioc::catalog {

// What indicators may refer to.
struct Surroundings {
  const std::vector<StreamDeclaration>* streams = nullptr;  // in the plan's order
  const model::UnitTree* units = nullptr;
  const model::Zone* zone = nullptr;
  const std::vector<LifecycleDeclaration>* lifecycles = nullptr;  // in the plan's order
  std::set<std::string> broken_lifecycles;                        // ids; known, but at fault
  bool knows_work_time = false;  // also when [calendar] is at fault
  int report_day = 15;           // of reporting periods
  bool all_files_parsed = true;  // else an unknown stream may just stand in a broken file
};

// An indicator whose names and types are settled; cube and slots are given out in cubes.h.
struct IndicatorDeclaration {
  model::IndicatorPlan plan;
  std::vector<int> by;       // field numbers
  model::CohortPlan cohort;  // of a lifecycle
  std::string cohort_text;   // equal texts are equal cohorts
  std::optional<model::Expression> where;
  std::optional<model::Expression> measured;  // x of sum, mean, min, max; the condition of a share
  Layout layout;
  Place place;  // of the id
};

// Gives nothing when the indicator is at fault.
std::optional<IndicatorDeclaration> read_indicator(const toml::table& table, const Source& source,
                                                   const Surroundings& around, Report& report);

// /metrics tells what is public and nothing else: `metric` without `public` would do nothing.
void check_metric(const Table& table, Report& report);
// "up", "down" or "" when absent; nothing when it is another word.
std::optional<std::string> read_better(const Table& table, Report& report);

}  // namespace ioc::catalog
