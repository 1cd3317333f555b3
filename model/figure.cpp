#include "model/figure.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ioc::model {
namespace {

std::string wide_to_string(WideInt value) {
  const bool negative = value < 0;
  unsigned __int128 rest =
      negative ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  std::string digits;
  do {
    digits += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (negative) digits += '-';
  std::reverse(digits.begin(), digits.end());
  return digits;
}

// The double nearest to a / b. Dividing doubles would round three times when a part has more than
// 53 bits; here the quotient is taken in integers to at least 56 bits, its last bit telling of any
// rest, and is rounded once. `denominator` is positive.
double nearest_quotient(WideInt numerator, WideInt denominator) {
  using Bits = unsigned __int128;
  constexpr Bits kEnough = Bits{1} << 55;
  const bool negative = numerator < 0;
  const Bits divisor = static_cast<Bits>(denominator);
  const Bits magnitude = negative ? -static_cast<Bits>(numerator) : static_cast<Bits>(numerator);
  if (magnitude == 0) return 0;
  Bits quotient = magnitude / divisor;
  Bits rest = magnitude % divisor;
  int exponent = 0;
  for (; quotient < kEnough; --exponent) {
    rest <<= 1;
    const bool one = rest >= divisor;
    if (one) rest -= divisor;
    quotient = (quotient << 1) | (one ? 1 : 0);
  }
  if (rest != 0) quotient |= 1;
  const double value = std::ldexp(static_cast<double>(quotient), exponent);
  return negative ? -value : value;
}

void append_member(std::string& out, std::string_view name, std::string_view json) {
  out += ",\"";
  out += name;
  out += "\":";
  out += json;
}

void append_member_string(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  append_json_string(out, text);
}

void append_escape(std::string& out, char c) {
  static constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  switch (c) {
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    case '"':
    case '\\':
      out += '\\';
      out += c;
      break;
    default:
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
  }
}

}  // namespace

std::string Decimal::to_string() const {
  std::string digits = wide_to_string(scaled);
  if (scale <= 0) return digits;
  const std::size_t sign = digits.front() == '-' ? 1 : 0;
  const auto places = static_cast<std::size_t>(scale);
  if (digits.size() - sign <= places) digits.insert(sign, places + 1 - (digits.size() - sign), '0');
  digits.insert(digits.size() - places, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return digits;
}

// What needs no escape is appended as a whole: names and texts are mostly nothing else.
void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t appended = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x20 && text[i] != '"' && text[i] != '\\') continue;
    out += text.substr(appended, i - appended);
    append_escape(out, text[i]);
    appended = i + 1;
  }
  out += text.substr(appended);
  out += '"';
}

std::string shortest_double(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end);
}

JsonText ratio_json(WideInt numerator, int numerator_scale, WideInt denominator) {
  if (denominator == 0) return "null";
  for (int i = 0; i < numerator_scale; ++i) denominator *= 10;
  return shortest_double(nearest_quotient(numerator, denominator));
}

std::string group_json(const std::vector<GroupMember>& group) {
  std::string out = "{";
  for (const GroupMember& member : group) {
    if (out.size() > 1) out += ',';
    append_json_string(out, member.name);
    out += ':';
    out += member.value;
  }
  out += '}';
  return out;
}

void append_json(std::string& out, const Figure& figure, const Zone& zone) {
  out += "{\"indicator\":";
  append_json_string(out, figure.indicator);
  append_member_string(out, "window", figure.window);
  append_member(out, "group", group_json(figure.group));
  if (figure.start) {
    append_member_string(out, "start", format_rfc3339(*figure.start, zone));
  } else {
    append_member(out, "start", "null");
  }
  append_member_string(out, "end", format_rfc3339(figure.end, zone));
  append_member(out, "value", figure.value);
  if (figure.numerator) append_member(out, "numerator", *figure.numerator);
  if (figure.denominator) append_member(out, "denominator", *figure.denominator);
  append_member(out, "count", std::to_string(figure.count));
  append_member_string(out, "status", name_of(figure.status));
  append_member(out, "revision", std::to_string(figure.revision));
  append_member_string(out, "as_of", format_rfc3339(figure.as_of, zone));
  if (!figure.catalog.empty()) append_member_string(out, "catalog", figure.catalog);
  if (!figure.position.empty()) append_member(out, "position", figure.position);
  out += '}';
}

}  // namespace ioc::model
