// Numbers are read as integers and powers of ten; floating point never takes part.
#include "catalog/literals.h"

#include <string>

#include "catalog/canonical.h"
#include "model/time.h"

namespace ioc::catalog {

std::optional<model::Expression> number_literal(std::string_view digits) {
  model::Expression out;
  const bool negative = digits.starts_with('-');
  if (negative) digits.remove_prefix(1);
  const std::size_t point = digits.find('.');
  const bool decimal = point != std::string_view::npos;
  out.type.kind = decimal ? model::TypeKind::decimal : model::TypeKind::integer;
  out.type.scale = decimal ? static_cast<int>(digits.size() - point - 1) : 0;
  if (decimal && digits.size() - point - 1 > static_cast<std::size_t>(kScaleMax)) {
    return std::nullopt;
  }
  for (const char c : digits) {
    if (c == '.') continue;
    // Built below zero, where one more number fits.
    if (__builtin_mul_overflow(out.number, 10, &out.number) ||
        __builtin_sub_overflow(out.number, c - '0', &out.number)) {
      return std::nullopt;
    }
  }
  if (!negative && __builtin_sub_overflow(std::int64_t{0}, out.number, &out.number)) {
    return std::nullopt;
  }
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
