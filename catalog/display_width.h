// How much room a character takes on a terminal.
#pragma once

#include <cstdint>

namespace ioc::catalog {

// Columns of a code point: 0 for marks that join the letter before them, 2 for CJK and emoji, else
// 1 (a tab too: where it ends depends on the place it begins).
int display_width(std::uint32_t point);

}  // namespace ioc::catalog
