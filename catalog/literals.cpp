// Numbers are read as integers and powers of ten; floating point never takes part.
#include "catalog/literals.h"

#include <algorithm>
#include <string>

#include "catalog/canonical.h"
#include "model/time.h"

namespace ioc::catalog {

namespace {

// The value of digits; built below zero, where one more number fits.
std::optional<std::int64_t> value_of(std::string_view digits, int base, bool negative) {
  std::int64_t value = 0;
  for (const char c : digits) {
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (__builtin_mul_overflow(value, base, &value) ||
        __builtin_sub_overflow(value, digit, &value)) {
      return std::nullopt;
    }
  }
  if (!negative && __builtin_sub_overflow(std::int64_t{0}, value, &value)) return std::nullopt;
  return value;
}

// "+3", "-3", "3"; large ones are cut, since nothing that long fits anyway.
int exponent_of(std::string_view text) {
  constexpr int kExponentMax = 1'000'000;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int value = 0;
  for (const char c : text) value = std::min(value * 10 + (c - '0'), kExponentMax);
  return negative ? -value : value;
}

// A number with a point or an exponent as its digits and how many of them stand after the point,
// 0 to kScaleMax; nullopt when there are too many.
struct Scaled {
  std::string digits;
  int scale = 0;
};
std::optional<Scaled> scaled(std::string_view number) {
  const std::size_t mantissa = std::min(number.find_first_of("eE"), number.size());
  int scale = mantissa < number.size() ? -exponent_of(number.substr(mantissa + 1)) : 0;
  bool after_point = false;
  std::string digits;
  for (const char c : number.substr(0, mantissa)) {
    if (c == '.') {
      after_point = true;
      continue;
    }
    if (c != '0' || !digits.empty()) digits += c;
    if (after_point) ++scale;
  }
  if (digits.empty()) return Scaled{"0", std::clamp(scale, 0, kScaleMax)};
  for (; scale > kScaleMax && digits.back() == '0'; --scale) digits.pop_back();
  // More digits than 64 bits have are refused later; more than that need not be written out.
  if (scale > kScaleMax || -scale > kScaleMax) return std::nullopt;
  for (; scale < 0; ++scale) digits += '0';
  return Scaled{std::move(digits), scale};
}

}  // namespace

std::optional<model::Expression> number_literal(std::string_view number) {
  model::Expression out;
  const bool negative = number.starts_with('-');
  if (negative) number.remove_prefix(1);
  std::optional<std::int64_t> value;
  if (number.starts_with("0x")) {
    out.type = {model::TypeKind::integer, 0};
    value = value_of(number.substr(2), 16, negative);
  } else if (number.find_first_of(".eE") == std::string_view::npos) {
    out.type = {model::TypeKind::integer, 0};
    value = value_of(number, 10, negative);
  } else if (const std::optional<Scaled> decimal = scaled(number)) {
    out.type = {model::TypeKind::decimal, decimal->scale};
    value = value_of(decimal->digits, 10, negative);
  }
  if (!value) return std::nullopt;
  out.number = *value;
  out.canonical = canonical_of(out, {});
  return out;
}

std::optional<std::int64_t> span_or_zero_ms(std::string_view text) {
  // The model reads positive spans only; one more millisecond makes zero positive. A number without
  // its unit must not run into that millisecond's.
  if (text.empty() || (text.back() >= '0' && text.back() <= '9')) return std::nullopt;
  const std::optional<std::int64_t> longer = model::parse_span_ms(std::string(text) + "1ms");
  return longer ? std::optional(*longer - 1) : std::nullopt;
}

std::optional<std::int64_t> duration_ms(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative || text.starts_with('+')) text.remove_prefix(1);
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    const std::size_t letters = text.find_first_not_of("0123456789.");
    const std::size_t end = std::min(text.find_first_of("0123456789.", letters), text.size());
    if (letters == 0 || letters == std::string_view::npos) return std::nullopt;
    const std::string_view number = text.substr(0, letters);
    const auto unit_ms =
        model::parse_span_ms("1" + std::string(text.substr(letters, end - letters)));
    const std::size_t point = std::min(number.find('.'), number.size());
    const std::string_view fraction = number.substr(std::min(point + 1, number.size()));
    constexpr std::size_t kFractionMax = 9;
    const bool is_number = number != "." && fraction.find('.') == std::string_view::npos &&
                           fraction.size() <= kFractionMax && point <= kScaleMax;
    if (!unit_ms || !is_number) return std::nullopt;
    const auto digits = number_literal("0" + std::string(number));
    if (!digits) return std::nullopt;
    __int128 ms = static_cast<__int128>(digits->number) * *unit_ms;
    for (int scale = digits->type.scale; scale > 0; --scale) {
      if (ms % 10 != 0) return std::nullopt;
      ms /= 10;
    }
    if (ms + total >= model::kTimeEnd.ms) return std::nullopt;
    total += static_cast<std::int64_t>(ms);
    text.remove_prefix(end);
  }
  return is_negative ? -total : total;
}

std::optional<model::Expression> literal_as(const model::Expression& literal,
                                            const model::Type& type) {
  model::Expression out = literal;
  for (int scale = literal.type.scale; scale < type.scale; ++scale) {
    if (__builtin_mul_overflow(out.number, 10, &out.number)) return std::nullopt;
  }
  for (int scale = literal.type.scale; scale > type.scale; --scale) {
    if (out.number % 10 != 0) return std::nullopt;
    out.number /= 10;
  }
  out.type = type;
  out.canonical = canonical_of(out, {});
  return out;
}

}  // namespace ioc::catalog
