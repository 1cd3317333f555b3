// `measure = "sum(fee)"`: the kind of measure and what is measured.
#pragma once

#include <optional>

#include "catalog/checker.h"
#include "catalog/source.h"
#include "model/plan.h"

namespace ioc::catalog {

struct MeasureDeclaration {
  model::Measure measure = model::Measure::count;
  std::optional<model::Expression> measured;  // none for count; the condition of a share
  std::int64_t quantile_e9 = 0;               // q of a quantile, times 10^9
};

// Gives nothing when the measure is at fault, or when `scope` is missing (nullptr), where only
// what needs no names is judged.
std::optional<MeasureDeclaration> read_measure(const Text& text, const Scope* scope,
                                               Report& report);

}  // namespace ioc::catalog
