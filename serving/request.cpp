// Reads targets and the few headers the routes look at (serving/request.h).
#include "serving/request.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "serving/ascii.h"

namespace ioc::serving {
namespace {

std::optional<std::string> decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      c = static_cast<char>(high * 16 + low);
      i += 2;
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return std::nullopt;
    out += c;
  }
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// The text before the next separator; `rest` keeps what follows it.
std::string_view cut(std::string_view& rest, char separator) {
  const std::size_t end = rest.find(separator);
  const std::string_view head = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return trim(head);
}

// "0.85" in thousandths; damaged weights count as 1.
int quality(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string parameter = lower(cut(parameters, ';'));
    if (!parameter.starts_with("q=")) continue;
    double weight = 1;
    const char* end = parameter.data() + parameter.size();
    if (std::from_chars(parameter.data() + 2, end, weight).ptr != end) return 1000;
    return static_cast<int>(std::clamp(weight, 0.0, 1.0) * 1000 + 0.5);
  }
  return 1000;
}

}  // namespace

// The most specific range that covers the type decides.
int acceptance(std::string_view accept, std::string_view type) {
  const std::string any_subtype = std::string(type.substr(0, type.find('/'))) + "/*";
  int best = -1;
  int weight = 0;
  while (!accept.empty()) {
    std::string_view range = cut(accept, ',');
    const std::string name = lower(cut(range, ';'));
    const int specific = name == type ? 2 : name == any_subtype ? 1 : name == "*/*" ? 0 : -1;
    if (specific < 0 || specific < best) continue;
    best = specific;
    weight = quality(range);
  }
  return weight;
}

std::optional<Target> parse_target(std::string_view text) {
  if (!text.starts_with('/')) return std::nullopt;
  const std::size_t question = text.find('?');
  Target target;
  target.path = text.substr(0, question);
  for (const char c : target.path) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return std::nullopt;
  }
  std::string_view query =
      question == std::string_view::npos ? std::string_view{} : text.substr(question + 1);
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    const std::string_view pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equal = pair.find('=');
    std::optional<std::string> name = decode(pair.substr(0, equal));
    std::optional<std::string> value =
        equal == std::string_view::npos ? std::string{} : decode(pair.substr(equal + 1));
    if (!name || !value) return std::nullopt;
    target.parameters.emplace_back(std::move(*name), std::move(*value));
  }
  return target;
}

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

bool prefers_csv(std::string_view accept) {
  return acceptance(accept, "text/csv") > acceptance(accept, "application/json");
}

std::string_view last_forwarded(std::string_view forwarded_for) {
  const std::size_t comma = forwarded_for.rfind(',');
  std::string_view last =
      trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1));
  if (last.starts_with('[')) last = last.substr(1, last.find(']') - 1);  // "[2001:db8::1]:443"
  return last;
}

bool takes_gzip(std::string_view accept_encoding) {
  int any = 0;  // the weight of what is not named
  while (!accept_encoding.empty()) {
    std::string_view coding = cut(accept_encoding, ',');
    const std::string name = lower(cut(coding, ';'));
    if (name == "gzip") return quality(coding) > 0;
    if (name == "*") any = quality(coding);
  }
  return any > 0;
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    std::string_view tag = cut(if_none_match, ',');
    if (tag == "*") return true;
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
  }
  return false;
}

}  // namespace ioc::serving
