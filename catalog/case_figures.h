// The figures a [[test]] expects, and those that must not be there.
#pragma once

#include <toml++/toml.h>

#include <vector>

#include "catalog/cases.h"
#include "catalog/schema.h"

namespace ioc::catalog {

// `test` is the table around them, whose `indicator` and `window` stand in where an entry has none.
std::vector<CaseFigure> read_case_figures(const Table& test, const Source& source,
                                          const CaseGround& ground, Report& report);

}  // namespace ioc::catalog
