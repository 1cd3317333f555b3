// UTF-8: bytes that stand for code points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ioc::catalog {

// A byte that begins no well-formed code point stands for itself: one byte, kReplacement.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
  bool well_formed = false;
};
inline constexpr std::uint32_t kReplacement = 0xFFFD;

// The first of `text`, which is not empty (RFC 3629: no surrogates, no overlong forms).
CodePoint first_code_point(std::string_view text);

// The text with each malformed byte replaced, so that it can be shown and sent anywhere.
std::string well_formed(std::string_view text);

void append_utf8(std::string& out, std::uint32_t point);

}  // namespace ioc::catalog
