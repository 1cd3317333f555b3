// [[test]]: events in, figures out. What an analyst expects of the catalogue, checked against it.
//
// A case is judged here as everything else of the catalogue is: names, types and forms. Whether
// the figures come out as expected is found by whoever has an engine (`ioc-pulse test`).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/source.h"
#include "catalog/streams.h"
#include "model/event.h"
#include "model/figure.h"
#include "model/plan.h"
#include "model/query.h"
#include "model/units.h"

namespace ioc::catalog {

// A place that outlives the files' texts. Units: as in Diagnostic.
struct Position {
  std::string file;
  int line = 1;
  int column = 1;
};
std::string to_string(const Position& position);

struct CaseEvent {
  Position position;
  int stream = -1;    // number in Plan::streams
  std::string value;  // the structured CloudEvent
};

// One figure, or with `is_absent` that there is none. What is not given is not asked for.
struct CaseFigure {
  Position position;
  bool is_absent = false;
  std::string indicator, window;
  std::optional<std::string> group;  // JSON as figures have it; none: any
  std::optional<model::Instant> start, end;
  std::optional<model::JsonText> value, numerator, denominator, count;
};

// How a target stands at the end, in one unit.
struct CaseTarget {
  Position position;
  std::string target, unit;  // ids; no unit: empty
  model::TargetState state = model::TargetState::no_data;
  std::optional<bool> is_held;
};

struct CaseRefusals {
  Position position;
  model::Reason reason = model::Reason::malformed;
  int stream = -1;  // -1: any
  std::uint64_t count = 1;
};

struct Case {
  std::string name;
  Position position;
  std::vector<CaseEvent> events;
  std::optional<model::Instant> until;  // none: the highest time of an event counted
  std::vector<CaseFigure> figures;      // expected and absent
  std::vector<CaseTarget> targets;
  std::vector<CaseRefusals> refused;  // all there may be
  std::optional<std::uint64_t> duplicates;
};

// An indicator that a case may expect figures of.
struct CaseIndicator {
  const model::IndicatorPlan* plan;
  std::vector<const model::FieldPlan*> by;
};

// What cases may refer to.
struct CaseGround {
  const std::vector<StreamDeclaration>* streams = nullptr;  // in the plan's order
  std::vector<CaseIndicator> indicators;
  std::set<std::string> broken_indicators;  // declared, but at fault
  std::set<std::string> targets;            // ids, also of those at fault
  const model::UnitTree* units = nullptr;
  const model::Zone* zone = nullptr;
  bool all_files_parsed = true;

  // Its number; tells an unknown name, and gives -1.
  int stream_of(const Text& name, Report& report) const;
};

// Cases of which a part is at fault are given without it; all faults have been told.
Case read_case(const toml::table& table, const Source& source, const CaseGround& ground,
               Report& report);

}  // namespace ioc::catalog
