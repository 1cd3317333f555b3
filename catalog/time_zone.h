// The rules of a time zone as plain data: the one door to the time zone database.
#pragma once

#include <optional>

#include "catalog/source.h"
#include "model/time.h"

namespace ioc::catalog {

// Offsets from 1970 to 2100, equal neighbours merged. Changes beyond the last one listed in the
// system's database (2037 on Debian) are unknown. An unknown name is reported at `name`.
std::optional<model::Zone> read_time_zone(const Text& name, Report& report);

}  // namespace ioc::catalog
