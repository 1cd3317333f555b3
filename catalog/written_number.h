// A number of a catalogue as it is written: 0.30 is three tenths, never the double nearest to it.
#pragma once

#include <toml++/toml.h>

#include <optional>

#include "model/figure.h"

namespace ioc::catalog {

// None: the node is no number, or one of more than 18 digits.
std::optional<model::Decimal> written_number(const toml::node& node);

}  // namespace ioc::catalog
