// Literals of expressions: numbers with their exact scale, spans, instants.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "model/expression.h"

namespace ioc::catalog {

inline constexpr int kScaleMax = 18;  // digits after the point that fit 64 bits beside a unit digit

// "12" and "0x1F" are ints, "-0.50" a decimal of scale 2, "1.5e-3" one of scale 4, "1e3" one of
// scale 0; nullopt when it does not fit 64 bits or 18 digits. Expects the form to be right.
std::optional<model::Expression> number_literal(std::string_view number);

// A span that may be zero: "0s", "24h", "1h30m" in milliseconds.
std::optional<std::int64_t> span_or_zero_ms(std::string_view text);

// A duration of expressions, in the forms of Go's time.ParseDuration that CEL names and with d and
// w besides, down to the millisecond. It may be zero or negative: "0", "1h30m", "1.5h", "-90s".
// nullopt: another form, parts of a millisecond, or beyond model::kTimeEnd.
std::optional<std::int64_t> duration_ms(std::string_view text);

// The same number as a literal of another type of number; nullopt when it has more digits than
// that type keeps, or does not fit.
std::optional<model::Expression> literal_as(const model::Expression& literal,
                                            const model::Type& type);

}  // namespace ioc::catalog
