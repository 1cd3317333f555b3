// Comma-separated text (RFC 4180) as rows of cells that know where they stand.
#pragma once

#include <vector>

#include "catalog/source.h"

namespace ioc::catalog {

using Row = std::vector<Text>;

// Quotes may hold commas, line ends and doubled quotes; empty lines are skipped. Faults are
// reported as `units` and end the reading of their cell, not of the file.
std::vector<Row> read_rows(const Source& csv, Report& report);

}  // namespace ioc::catalog
