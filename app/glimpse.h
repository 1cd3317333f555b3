// The beginning of bytes that may be anything, on one line, for people.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ioc::app {

inline std::string glimpse(std::string_view bytes) {
  constexpr std::size_t kShown = 160;
  std::string text;
  for (const char c : bytes.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    text += byte >= 0x20 && byte < 0x7F ? c : '.';
  }
  return bytes.size() > kShown ? text + "…" : text;
}

}  // namespace ioc::app
