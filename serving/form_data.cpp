#include "serving/form_data.h"

#include "serving/ascii.h"

namespace ioc::serving {
namespace {

constexpr std::size_t kFieldsMax = 100;

// The value of `name="…"` in a header of a part. Browsers write quotes and line breaks in names as
// %22, %0D and %0A; ours have none.
std::optional<std::string> field_name_in(std::string_view headers) {
  constexpr std::string_view kName = "; name=\"";
  const std::size_t begin = headers.find(kName);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = headers.find('"', begin + kName.size());
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(headers.substr(begin + kName.size(), end - begin - kName.size()));
}

std::string_view boundary_in(std::string_view type) {
  constexpr std::string_view kBoundary = "boundary=";
  const std::size_t begin = type.find(kBoundary);
  if (begin == std::string_view::npos) return {};
  std::string_view text = type.substr(begin + kBoundary.size());
  if (!text.empty() && text.front() == '"') {
    text.remove_prefix(1);
    return text.substr(0, text.find('"'));
  }
  return text.substr(0, text.find(';'));
}

// Parts stand between lines `--BOUNDARY`, each with headers, an empty line and its content; the
// last line is `--BOUNDARY--`.
std::optional<Parameters> read_parts(std::string_view body, std::string_view boundary) {
  const std::string line = "--" + std::string(boundary);
  if (boundary.empty() || !body.starts_with(line)) return std::nullopt;
  body.remove_prefix(line.size());
  const std::string next = "\r\n" + line;
  Parameters fields;
  while (!body.starts_with("--")) {
    const std::size_t head = body.find("\r\n\r\n");
    if (!body.starts_with("\r\n") || head == std::string_view::npos) return std::nullopt;
    const auto name = field_name_in(body.substr(0, head));
    body.remove_prefix(head + 4);
    const std::size_t end = body.find(next);
    if (!name || end == std::string_view::npos || fields.size() == kFieldsMax) return std::nullopt;
    fields.emplace_back(*name, std::string(body.substr(0, end)));
    body.remove_prefix(end + next.size());
  }
  return fields;
}

std::optional<std::string> decode_field(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) {
        return std::nullopt;
      }
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    }
  }
  return out;
}

// As an address's query, but for the line breaks that texts of several lines have.
std::optional<Parameters> read_pairs(std::string_view body) {
  Parameters fields;
  while (!body.empty()) {
    const std::size_t end = body.find('&');
    const std::string_view pair = body.substr(0, end);
    body = end == std::string_view::npos ? std::string_view() : body.substr(end + 1);
    if (pair.empty()) continue;
    const std::size_t equal = pair.find('=');
    auto name = decode_field(pair.substr(0, equal));
    auto value = decode_field(equal == std::string_view::npos ? "" : pair.substr(equal + 1));
    if (!name || !value || fields.size() == kFieldsMax) return std::nullopt;
    fields.emplace_back(*std::move(name), *std::move(value));
  }
  return fields;
}

}  // namespace

std::optional<Parameters> read_form(const Request& request) {
  const std::string_view type = request.content_type;
  const std::string_view kind = type.substr(0, type.find(';'));
  if (kind == "multipart/form-data") return read_parts(request.body, boundary_in(type));
  return kind == "application/x-www-form-urlencoded" ? read_pairs(request.body) : std::nullopt;
}

}  // namespace ioc::serving
