// Cuts bodies into events (ingest/event_split.h).
#include "ingest/event_split.h"

#include <algorithm>
#include <cstdint>

namespace ioc::ingest {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_json_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_json_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

// Brackets are only counted: one of the wrong kind lies within an element, whose reader finds it.
std::optional<std::vector<SplitEvent>> split_batch(std::string_view body, JsonTokens& tokens) {
  if (!tokens.load(body) || tokens.kind(0) != '[') return std::nullopt;
  const auto place = [&](std::uint32_t token) { return tokens.marks().starts[token]; };
  std::vector<SplitEvent> events;
  if (tokens.count() == 2 && tokens.kind(1) == ']') return events;
  int depth = 1;
  std::uint32_t begin = 1;
  for (std::uint32_t token = 1; token < tokens.count(); ++token) {
    const char kind = tokens.kind(token);
    const bool closes = kind == ']' || kind == '}';
    if (kind == '[' || kind == '{') ++depth;
    const bool ends = depth == 1 && (kind == ',' || kind == ']');
    if (closes) --depth;
    if (!ends) continue;
    if (begin == token) return std::nullopt;
    events.push_back({trimmed(body.substr(place(begin), place(token) - place(begin)))});
    begin = token + 1;
    if (kind == ']') {
      if (begin == tokens.count()) return events;
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::vector<SplitEvent> split_lines(std::string_view body) {
  std::vector<SplitEvent> events;
  for (std::size_t line = 1; !body.empty(); ++line) {
    const std::size_t end = body.find('\n');
    const std::string_view text = trimmed(body.substr(0, end));
    if (!text.empty()) events.push_back({text, line});
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
  }
  return events;
}

}  // namespace ioc::ingest
