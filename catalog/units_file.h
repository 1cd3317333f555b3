// units.csv: the tree of administrative units.
#pragma once

#include "catalog/source.h"
#include "model/units.h"

namespace ioc::catalog {

// Format: RFC 4180 (quotes, CRLF or LF), UTF-8 with or without a byte order mark, a header line
// `code,name_vi,name_en,level,parent,valid_from,valid_to` in any order; the dates (YYYY-MM-DD, both
// included) may be empty and their columns may be missing. Units keep the order of the file.
// Every fault is reported with its place; the tree then holds what could be read, without cycles.
model::UnitTree read_units(const Source& csv, Report& report);

}  // namespace ioc::catalog
