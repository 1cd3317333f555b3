// Exact arithmetic between figures: what `formula = "…"` computes.
//
// A figure's value is a fraction of two 128-bit integers: counts and sums are whole or decimal, a
// mean or a share is its numerator by its denominator. A formula adds, multiplies and divides
// fractions, so nothing is rounded before the end. Where a fraction outgrows 128 bits the whole
// formula is computed again in doubles, operation by operation: still the same on every machine.
#pragma once

#include <optional>
#include <span>

#include "model/figure.h"
#include "model/plan.h"

namespace ioc::processing {

// Invariant: denominator > 0. `is_quotient`: a ratio took part, so it is told as a double.
struct Quantity {
  model::WideInt numerator = 0;
  model::WideInt denominator = 1;
  bool is_quotient = false;
};

// `scaled` with `scale` digits after the point, 0 to 18.
Quantity decimal_quantity(model::WideInt scaled, int scale);

// What a figure tells; nothing when it has no value, or one that is no number.
std::optional<Quantity> quantity_of(const model::Figure& figure);

// The value as JSON: an exact decimal, or the shortest double that reads back as the nearest one.
model::JsonText quantity_json(const Quantity& quantity);

// The formula's value as JSON; "null" when an operand has no value or a divisor is zero.
model::JsonText evaluate(const model::FormulaPlan& formula,
                         std::span<const std::optional<Quantity>> operands);

}  // namespace ioc::processing
