#include "catalog/written_number.h"

#include <fmt/core.h>

#include <cmath>
#include <string>

namespace ioc::catalog {
namespace {

constexpr std::size_t kWrittenDigitsMax = 18;

// The shortest text of the double, which is what was written.
std::optional<model::Decimal> exact_decimal(double value) {
  const std::string text = fmt::format("{}", value);
  model::Decimal out;
  bool is_past_point = false;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == '.') {
      is_past_point = true;
    } else if (c >= '0' && c <= '9') {
      if (++digits > kWrittenDigitsMax) return std::nullopt;
      out.scaled = out.scaled * 10 + (c - '0');
      out.scale += is_past_point ? 1 : 0;
    } else if (c != '-') {
      return std::nullopt;  // an exponent
    }
  }
  if (value < 0) out.scaled = -out.scaled;
  return out;
}

}  // namespace

std::optional<model::Decimal> written_number(const toml::node& node) {
  if (const auto* whole = node.as_integer()) return model::Decimal{whole->get(), 0};
  const auto* real = node.as_floating_point();
  if (real == nullptr || !std::isfinite(real->get())) return std::nullopt;
  return exact_decimal(real->get());
}

}  // namespace ioc::catalog
