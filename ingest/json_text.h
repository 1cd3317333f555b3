// The exact reading of JSON's scalars: strings with escapes, integers, decimals, literals.
//
// Numbers are read digit by digit into scaled integers, never through floating point, so that a fee
// of 0.135 is 0.135.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace ioc::ingest {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Writes a string's bytes with its escapes resolved to `out`, which has room for `raw.size()`
// bytes (escapes only shrink). nullopt: an unknown escape, or half of a surrogate pair.
std::optional<std::size_t> unescape(std::string_view raw, char* out);

// What the functions on numbers may read beyond the number itself.
inline constexpr std::size_t kNumberPadding = 8;

// Where the number that begins at `text` ends by RFC 8259's grammar; nullptr: none begins here. The
// bytes behind it must end in one that is no digit, and kNumberPadding more must be readable.
inline const char* number_end(const char* text);
// null, true or false.
bool is_json_literal(std::string_view text);

// The functions below take text whose end is `number_end`, with kNumberPadding behind it.

// nullopt: a point or an exponent is written, or the value leaves int64.
std::optional<std::int64_t> read_integer(std::string_view number);

// The value times 10^scale, further digits rounded half to even; nullopt beyond int64. Sums of
// such values are kept in 128 bits and so have room for 2^64 of them.
std::optional<std::int64_t> read_decimal(std::string_view number, int scale);

inline std::uint64_t load_word(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// How many of a word's bytes are digits before the first that is none; bytes count from the low
// end, as text is loaded. Without a branch: how long numbers are cannot be foretold.
inline int digits_in(std::uint64_t word) {
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  const std::uint64_t value = word ^ 0x3030303030303030;  // of a digit 0 to 9
  const std::uint64_t others =
      (value | ((value & 0x7F7F7F7F7F7F7F7F) + 0x7676767676767676)) & 0x8080808080808080;
  return others == 0 ? 8 : std::countr_zero(others) / 8;
}

inline const char* digits_end(const char* text) {
  for (;;) {
    const int digits = digits_in(load_word(text));
    text += digits;
    if (digits < 8) [[likely]] {
      return text;
    }
  }
}

inline const char* number_end(const char* text) {
  if (*text == '-') ++text;
  if (*text == '0') {
    ++text;
  } else {
    const char* const whole = text;
    text = digits_end(whole);
    if (text == whole) return nullptr;
  }
  if (*text == '.') {
    const char* const fraction = text + 1;
    text = digits_end(fraction);
    if (text == fraction) return nullptr;
  }
  if (*text == 'e' || *text == 'E') {
    ++text;
    if (*text == '+' || *text == '-') ++text;
    const char* const exponent = text;
    text = digits_end(exponent);
    if (text == exponent) return nullptr;
  }
  return text;
}

}  // namespace ioc::ingest
