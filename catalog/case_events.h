// The events of a [[test]]: short forms become structured CloudEvents.
#pragma once

#include <toml++/toml.h>

#include <vector>

#include "catalog/cases.h"
#include "catalog/schema.h"

namespace ioc::catalog {

// `test` is the table around them, whose `stream` and `data` stand in where an event has none of
// its own. An event without an id has its place in the list, from 1, as one.
std::vector<CaseEvent> read_case_events(const Table& test, const Source& source,
                                        const CaseGround& ground, Report& report);

}  // namespace ioc::catalog
