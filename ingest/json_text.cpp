#include "ingest/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace ioc::ingest {
namespace {

// Exponents beyond this change nothing: a record has fewer digits than that.
constexpr std::int64_t kExponentMax = 1'000'000'000;

constexpr std::array<std::int64_t, 19> kPowersOf10 = [] {
  std::array<std::int64_t, 19> powers{};
  std::int64_t power = 1;
  for (std::int64_t& slot : powers) {
    slot = power;
    if (power < 1'000'000'000'000'000'000) power *= 10;
  }
  return powers;
}();

std::size_t digits_at(std::string_view text, std::size_t i) {
  const std::size_t begin = i;
  while (i < text.size() && is_digit(text[i])) ++i;
  return i - begin;
}

// Four hexadecimal digits at `i`; nullopt when they are not there.
std::optional<std::uint32_t> hex4(std::string_view text, std::size_t i) {
  if (text.size() < i + 4) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + i, text.data() + i + 4, value, 16);
  if (error != std::errc{} || end != text.data() + i + 4) return std::nullopt;
  return value;
}

std::size_t put_utf8(std::uint32_t point, char* out) {
  const auto tail = [point](int shift) {
    return static_cast<char>(0x80 | (point >> shift & 0x3F));
  };
  if (point < 0x80) {
    out[0] = static_cast<char>(point);
    return 1;
  }
  if (point < 0x800) {
    out[0] = static_cast<char>(0xC0 | point >> 6);
    out[1] = tail(0);
    return 2;
  }
  if (point < 0x10000) {
    out[0] = static_cast<char>(0xE0 | point >> 12);
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | point >> 18);
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

// The code point of a `\u` escape whose digits begin at `i`, which moves behind them; a pair of
// surrogates is one point.
std::optional<std::uint32_t> code_point(std::string_view raw, std::size_t& i) {
  const std::optional<std::uint32_t> unit = hex4(raw, i);
  if (!unit) return std::nullopt;
  i += 4;
  if (*unit < 0xD800 || *unit > 0xDFFF) return unit;
  if (*unit > 0xDBFF || raw.substr(i, 2) != "\\u") return std::nullopt;
  const std::optional<std::uint32_t> low = hex4(raw, i + 2);
  if (!low || *low < 0xDC00 || *low > 0xDFFF) return std::nullopt;
  i += 6;
  return 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00);
}

constexpr char simple_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/': return c;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
  }
}

// The digits of a number without sign, point and zeros in front: value = 0.DIGITS * 10^point.
struct Digits {
  std::string_view whole;     // before the point
  std::string_view fraction;  // behind it
  std::int64_t point = 0;

  std::size_t count() const { return whole.size() + fraction.size(); }
  int at(std::size_t i) const {
    return (i < whole.size() ? whole[i] : fraction[i - whole.size()]) - '0';
  }
  bool any_after(std::size_t i) const {
    for (++i; i < count(); ++i) {
      if (at(i) != 0) return true;
    }
    return false;
  }
};

std::int64_t read_exponent(std::string_view text) {
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  for (const char c : text) value = std::min(value * 10 + (c - '0'), kExponentMax);
  return negative ? -value : value;
}

Digits split_digits(std::string_view number) {
  Digits digits;
  const std::size_t whole = digits_at(number, 0);
  digits.whole = number.substr(0, whole);
  number.remove_prefix(whole);
  if (!number.empty() && number.front() == '.') {
    const std::size_t fraction = digits_at(number, 1);
    digits.fraction = number.substr(1, fraction);
    number.remove_prefix(1 + fraction);
  }
  if (!number.empty()) digits.point = read_exponent(number.substr(1));
  if (digits.whole == "0") {
    digits.whole = {};
    const std::size_t zeros =
        std::min(digits.fraction.find_first_not_of('0'), digits.fraction.size());
    digits.fraction.remove_prefix(zeros);
    digits.point -= static_cast<std::int64_t>(zeros);
  }
  digits.point += static_cast<std::int64_t>(digits.whole.size());
  return digits;
}

// The value of up to 8 digits, all at once: pairs, then fours, then eights are put together. The
// count is 1 to 8.
std::int64_t digits_value(const char* text, int count) {
  std::uint64_t word = load_word(text) << (64 - 8 * count);  // zeros in front, at the low end
  word = (word & 0x0F0F0F0F0F0F0F0F) * (10 << 8 | 1) >> 8;
  word = (word & 0x00FF00FF00FF00FF) * (100 << 16 | 1) >> 16;
  word = (word & 0x0000FFFF0000FFFF) * (std::uint64_t{10'000} << 32 | 1) >> 32;
  return static_cast<std::int64_t>(word);
}

// A plain number of at most 8 digits on each side of the point, all before the place of rounding,
// as nearly all amounts are; nullopt: not such a number.
std::optional<std::int64_t> read_plain(std::string_view number, int scale) {
  const char* text = number.data();
  const char* const end = text + number.size();
  const int whole = digits_in(load_word(text));
  std::int64_t value = digits_value(text, whole);
  text += whole;
  if (text < end && *text == '.') {
    const int fraction = digits_in(load_word(++text));
    scale -= fraction;
    if (scale < 0) return std::nullopt;
    value = value * kPowersOf10[static_cast<std::size_t>(fraction)] + digits_value(text, fraction);
    text += fraction;
  }
  if (text != end ||
      __builtin_mul_overflow(value, kPowersOf10[static_cast<std::size_t>(scale)], &value)) {
    return std::nullopt;
  }
  return value;
}

std::optional<std::int64_t> with_sign(std::uint64_t magnitude, bool negative) {
  constexpr std::uint64_t kMax = INT64_MAX;
  if (magnitude > kMax + (negative ? 1 : 0)) return std::nullopt;
  return static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
}

}  // namespace

std::optional<std::size_t> unescape(std::string_view raw, char* out) {
  char* const begin = out;
  std::size_t i = 0;
  while (i < raw.size()) {
    const std::size_t run = std::min(raw.find('\\', i), raw.size()) - i;
    std::memcpy(out, raw.data() + i, run);
    out += run;
    i += run;
    if (i == raw.size()) break;
    if (i + 1 == raw.size()) return std::nullopt;
    const char letter = raw[i + 1];
    i += 2;
    if (letter == 'u') {
      const std::optional<std::uint32_t> point = code_point(raw, i);
      if (!point) return std::nullopt;
      out += put_utf8(*point, out);
    } else {
      *out = simple_escape(letter);
      if (*out++ == 0) return std::nullopt;
    }
  }
  return static_cast<std::size_t>(out - begin);
}

bool is_json_literal(std::string_view text) {
  return text == "null" || text == "true" || text == "false";
}

std::optional<std::int64_t> read_integer(std::string_view number) {
  const int digits = digits_in(load_word(number.data()));
  if (static_cast<std::size_t>(digits) == number.size()) return digits_value(number.data(), digits);
  std::int64_t value = 0;
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<std::int64_t> read_decimal(std::string_view number, int scale) {
  const bool negative = number.front() == '-';
  if (negative) number.remove_prefix(1);
  if (const std::optional<std::int64_t> plain = read_plain(number, scale)) {
    return negative ? -*plain : *plain;
  }
  const Digits digits = split_digits(number);
  if (digits.count() == 0) return 0;
  const std::int64_t kept = digits.point + scale;  // digits before the place of rounding
  if (kept < 0) return 0;
  std::uint64_t magnitude = 0;
  // A leading digit is not zero here unless all are ("0" has none), so 20 kept digits overflow.
  if (kept > 19) return std::nullopt;
  const auto places = static_cast<std::size_t>(kept);
  for (std::size_t i = 0; i < places; ++i) {
    magnitude = magnitude * 10 + static_cast<unsigned>(i < digits.count() ? digits.at(i) : 0);
  }
  if (places < digits.count()) {
    const int next = digits.at(places);
    const bool more = digits.any_after(places);
    if (next > 5 || (next == 5 && (more || magnitude % 2 == 1))) ++magnitude;
  }
  return with_sign(magnitude, negative);
}

}  // namespace ioc::ingest
