#include "ingest/cloud_event.h"

#define XXH_INLINE_ALL  // ids are short: the call would cost as much as the hash
#include <xxhash.h>

#include <algorithm>
#include <bit>

namespace ioc::ingest {
namespace {

constexpr std::string_view kAttributePrefix = "ce_";
constexpr std::string_view kContentType = "content-type";
constexpr std::string_view kCloudEvents = "application/cloudevents";
constexpr std::string_view kCloudEventsBatch = "application/cloudevents-batch";

// Part of every id ever stored: never changed. It keeps a source from hashing like an id.
constexpr std::uint64_t kSourceSeed = 0x696f632d70756c73;

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool starts_with_any_case(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(),
                    [](char a, char b) { return a == lower(b); });
}

bool equals_any_case(std::string_view text, std::string_view lower_text) {
  return text.size() == lower_text.size() && starts_with_any_case(text, lower_text);
}

// "type/subtype" without parameters and blanks.
std::string_view media_type(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  const std::size_t begin = content_type.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return content_type.substr(begin, content_type.find_last_not_of(" \t") + 1 - begin);
}

bool is_json_type(std::string_view media) {
  const std::string_view subtype = media.substr(std::min(media.find('/'), media.size() - 1) + 1);
  if (equals_any_case(subtype, "json")) return true;
  constexpr std::string_view kSuffix = "+json";
  return subtype.size() > kSuffix.size() &&
         equals_any_case(subtype.substr(subtype.size() - kSuffix.size()), kSuffix);
}

}  // namespace

EventMode mode_of(std::span<const model::Header> headers) {
  std::string_view media;
  bool has_attributes = false;
  for (const auto& [name, value] : headers) {
    if (name.starts_with(kAttributePrefix)) has_attributes = true;
    if (equals_any_case(name, kContentType)) media = media_type(value);
  }
  if (starts_with_any_case(media, kCloudEventsBatch)) return EventMode::unusable;
  if (starts_with_any_case(media, kCloudEvents) || !has_attributes) return EventMode::structured;
  return media.empty() || is_json_type(media) ? EventMode::binary_json : EventMode::binary_other;
}

std::string_view attribute_name(std::string_view header_name) {
  if (equals_any_case(header_name, kContentType)) return "datacontenttype";
  return header_name.starts_with(kAttributePrefix) ? header_name.substr(kAttributePrefix.size())
                                                   : std::string_view{};
}

model::EventId event_id_of(std::string_view source, std::string_view id) {
  const XXH128_hash_t hash = XXH3_128bits(id.data(), id.size());
  const std::uint64_t mixed = XXH3_64bits_withSeed(source.data(), source.size(), kSourceSeed);
  return {hash.high64 ^ mixed, hash.low64 ^ std::rotl(mixed, 32)};
}

}  // namespace ioc::ingest
