// UTF-8: bytes that stand for code points.
#pragma once

#include <cstdint>
#include <string>

namespace ioc::catalog {

void append_utf8(std::string& out, std::uint32_t point);

}  // namespace ioc::catalog
