// Packs texts for HTTP. Pure; the only door to zlib.
#pragma once

#include <string>
#include <string_view>

namespace ioc::serving {

// A gzip member without name and time, so that equal texts give equal bytes.
std::string gzip(std::string_view text);

}  // namespace ioc::serving
