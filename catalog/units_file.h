// units.csv: the tree of administrative units.
#pragma once

#include <optional>
#include <string_view>

#include "catalog/source.h"
#include "model/units.h"

namespace ioc::catalog {

inline constexpr std::string_view kUnitsHeader =
    "code,name_vi,name_en,level,parent,valid_from,valid_to";

// Format: RFC 4180 (quotes, CRLF or LF), UTF-8 with or without a byte order mark, a header line
// `code,name_vi,name_en,level,parent,valid_from,valid_to` in any order; the dates (YYYY-MM-DD, both
// included) may be empty and their columns may be missing. Units keep the order of the file.
// One unit has no parent: the others are below it. Every fault is reported with its place; the tree
// then holds what could be read, without cycles, and there is none without a header.
std::optional<model::UnitTree> read_units(const Source& csv, Report& report);

}  // namespace ioc::catalog
