// Makes answers and problem documents (serving/answer.h).
#include "serving/answer.h"

#include <fmt/format.h>

#include <cstdint>

#include "model/figure.h"

namespace ioc::serving {
namespace {

// JSON must be UTF-8, but a client may send any byte: what is not UTF-8 becomes a question mark.
std::string clean_utf8(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    bool whole = length > 0 && i + length <= text.size();
    for (std::size_t k = 1; whole && k < length; ++k) {
      whole = (static_cast<unsigned char>(text[i + k]) & 0xC0) == 0x80;
    }
    if (whole && length > 2) {
      const auto second = static_cast<unsigned char>(text[i + 1]);
      whole = !(lead == 0xE0 && second < 0xA0) && !(lead == 0xED && second > 0x9F) &&
              !(lead == 0xF0 && second < 0x90) && !(lead == 0xF4 && second > 0x8F);
    }
    out += whole ? text.substr(i, length) : "?";
    i += whole ? length : 1;
  }
  return out;
}

// FNV-1a, 64 bits: tells versions of one resource apart; nothing is trusted because of it.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

}  // namespace

Answer problem(unsigned status, std::string_view title, std::string_view detail,
               std::string_view parameter) {
  Answer answer;
  answer.status = status;
  answer.content_type = "application/problem+json";
  std::string& body = answer.body;
  body = "{\"type\":\"about:blank\",\"title\":";
  model::append_json_string(body, title);
  body += fmt::format(",\"status\":{},\"detail\":", status);
  model::append_json_string(body, clean_utf8(detail));
  if (!parameter.empty()) {
    body += ",\"parameter\":";
    model::append_json_string(body, clean_utf8(parameter));
  }
  body += "}\n";
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

Answer bad_parameter(std::string_view parameter, std::string_view detail) {
  return problem(400, "Bad request", detail, parameter);
}

Answer busy(std::string_view detail) {
  Answer answer = problem(503, "Service unavailable", detail);
  answer.headers.emplace_back("Retry-After", "2");
  return answer;
}

Answer json_answer(std::string body, unsigned status) {
  Answer answer;
  answer.status = status;
  answer.content_type = "application/json";
  answer.body = std::move(body);
  return answer;
}

std::string list_json(const std::vector<std::string>& items, std::string_view next) {
  std::string out = "{\"items\":[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ",\n";
    out += items[i];
  }
  out += "],\"next\":";
  if (next.empty()) {
    out += "null";
  } else {
    model::append_json_string(out, next);
  }
  out += "}\n";
  return out;
}

void link_next(Answer& answer, const Request& request, std::string_view next) {
  if (next.empty()) return;
  std::string link = "<" + request.path + "?";
  for (const auto& [name, value] : request.parameters) {
    if (name == "cursor") continue;
    link += percent_encode(name) + "=" + percent_encode(value) + "&";
  }
  link += "cursor=" + percent_encode(next) + ">; rel=\"next\"";
  answer.headers.emplace_back("Link", std::move(link));
}

void make_conditional(Answer& answer, const Request& request, std::string_view cache_control) {
  if (answer.status != 200) return;
  const std::string etag = fmt::format("\"{:016x}\"", hash_of(answer.body));
  answer.headers.emplace_back("ETag", etag);
  answer.headers.emplace_back("Cache-Control", cache_control);
  if (names_etag(request.if_none_match, etag)) {
    answer.status = 304;
    answer.body.clear();
  }
}

void make_personal(Answer& answer, const Request& request) {
  answer.headers.emplace_back("Vary", "Cookie, Authorization");
  if (!request.viewer.is_signed_in()) return make_conditional(answer, request, "no-cache");
  if (answer.status == 200) answer.headers.emplace_back("Cache-Control", "private, no-store");
}

Answer fresh(Answer answer) {
  answer.headers.emplace_back("Cache-Control", "no-store");
  return answer;
}

Answer personal(Answer answer) {
  answer.headers.emplace_back("Cache-Control", "private, no-store");
  return answer;
}

}  // namespace ioc::serving
