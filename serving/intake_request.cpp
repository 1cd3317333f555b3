// Reads headers of requests with events (serving/intake_request.h).
#include "serving/intake_request.h"

#include <algorithm>
#include <cstddef>

#include "serving/ascii.h"

namespace ioc::serving {
namespace {

// "type/subtype" in lower case, without parameters.
std::string media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ') || content_type.ends_with('\t')) content_type.remove_suffix(1);
  return lower(content_type);
}

}  // namespace

std::optional<model::IntakeFormat> intake_format(const Request& request) {
  const std::string media = media_type(request.content_type);
  if (media == "application/cloudevents+json") return model::IntakeFormat::event;
  if (media == "application/cloudevents-batch+json") return model::IntakeFormat::batch;
  if (media.starts_with("application/cloudevents")) return std::nullopt;
  if (!request.event_attributes.empty()) return model::IntakeFormat::binary;
  if (media == "application/x-ndjson" || media == "application/ndjson") {
    return model::IntakeFormat::lines;
  }
  if (media == "text/csv") return model::IntakeFormat::sheet;
  return std::nullopt;
}

std::string_view bearer_token(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (lower(authorization.substr(0, kScheme.size())) != kScheme) return {};
  authorization.remove_prefix(kScheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  while (authorization.ends_with(' ')) authorization.remove_suffix(1);
  return authorization;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace ioc::serving
