// Small records as bytes.
#include "storage/records.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "storage/bytes.h"

namespace ioc::storage {
namespace {

constexpr std::uint8_t kRecordFormat = 1;
constexpr std::uint8_t kHasKey = 1;
constexpr std::uint8_t kHasValue = 2;
constexpr std::uint8_t kHasNullHeader = 4;  // since schema 2

static_assert(sizeof(model::EventId) == 16 && std::is_trivially_copyable_v<model::EventId>);

std::string begin() { return std::string(1, static_cast<char>(kRecordFormat)); }

bool begins(ByteReader& bytes) { return bytes.byte() == kRecordFormat; }

std::string text_of(ByteReader& bytes) { return std::string(bytes.text()); }

}  // namespace

std::string encode_cube(const CubeRecord& cube) {
  std::string out = begin();
  put_text(out, cube.layout);
  put_text(out, cube.definition);
  return out;
}

std::optional<CubeRecord> decode_cube(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  CubeRecord cube;
  cube.layout = bytes.text();
  cube.definition = bytes.text();
  if (!bytes.whole()) return std::nullopt;
  return cube;
}

std::string encode_lifecycle(const std::string& definition) {
  std::string out = begin();
  put_text(out, definition);
  return out;
}

std::optional<std::string> decode_lifecycle(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  std::string definition = text_of(bytes);
  if (!bytes.whole()) return std::nullopt;
  return definition;
}

std::string encode_partition(const model::PartitionName& name) {
  std::string out = begin();
  put_zigzag(out, name.partition);
  put_text(out, name.topic);
  return out;
}

std::optional<model::PartitionName> decode_partition(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  model::PartitionName name;
  name.partition = static_cast<std::int32_t>(bytes.zigzag());
  name.topic = bytes.text();
  if (!bytes.whole()) return std::nullopt;
  return name;
}

std::string encode_mark(const model::PartitionMark& mark) {
  std::string out = begin();
  put_zigzag(out, mark.next_offset);
  put_zigzag(out, mark.last_offset);
  put_big64(out, mark.fingerprint);
  put_zigzag(out, mark.high_mark_ms);
  put_zigzag(out, mark.partition_count);
  put_varint(out, mark.tally.received);
  put_varint(out, mark.tally.counted);
  put_varint(out, mark.tally.duplicate);
  put_varint(out, mark.tally.refused.size());
  for (const std::uint64_t count : mark.tally.refused) put_varint(out, count);
  return out;
}

std::optional<model::PartitionMark> decode_mark(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  model::PartitionMark mark;
  mark.next_offset = bytes.zigzag();
  mark.last_offset = bytes.zigzag();
  mark.fingerprint = bytes.big64();
  mark.high_mark_ms = bytes.zigzag();
  mark.partition_count = static_cast<std::int32_t>(bytes.zigzag());
  mark.tally.received = bytes.varint();
  mark.tally.counted = bytes.varint();
  mark.tally.duplicate = bytes.varint();
  // A state of before a reason was invented has fewer of them.
  const std::uint64_t reason_count = bytes.varint();
  if (reason_count > mark.tally.refused.size()) return std::nullopt;
  for (std::uint64_t i = 0; i < reason_count; ++i) mark.tally.refused[i] = bytes.varint();
  if (!bytes.whole()) return std::nullopt;
  return mark;
}

std::string encode_group(const model::GroupKey& group) {
  std::string out = begin();
  put_varint(out, group.members.size());
  for (const std::string& member : group.members) put_text(out, member);
  return out;
}

std::optional<model::GroupKey> decode_group(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  model::GroupKey group;
  const std::uint64_t member_count = bytes.varint();
  for (std::uint64_t i = 0; i < member_count && !bytes.failed(); ++i) {
    group.members.push_back(text_of(bytes));
  }
  if (!bytes.whole()) return std::nullopt;
  return group;
}

std::string encode_final(std::uint64_t revision) {
  std::string out = begin();
  put_varint(out, revision);
  return out;
}

std::optional<std::uint64_t> decode_final(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  const std::uint64_t revision = bytes.varint();
  if (!bytes.whole()) return std::nullopt;
  return revision;
}

std::string encode_outbox(const model::OutboxEntry& entry) {
  std::string out = begin();
  put_text(out, entry.topic);
  const bool has_null = std::ranges::any_of(
      entry.headers, [](const model::OutboxHeader& header) { return !header.second; });
  put_byte(out, (entry.key ? kHasKey : 0) | (entry.value ? kHasValue : 0) |
                    (has_null ? kHasNullHeader : 0));
  if (entry.key) put_text(out, *entry.key);
  if (entry.value) put_text(out, *entry.value);
  put_varint(out, entry.headers.size());
  for (const auto& [name, text] : entry.headers) {
    put_text(out, name);
    if (has_null) put_byte(out, text ? 1 : 0);
    if (text) put_text(out, *text);
  }
  return out;
}

std::optional<model::OutboxEntry> decode_outbox(std::string_view value) {
  ByteReader bytes(value);
  if (!begins(bytes)) return std::nullopt;
  model::OutboxEntry entry;
  entry.topic = bytes.text();
  const std::uint8_t parts = bytes.byte();
  if (parts > (kHasKey | kHasValue | kHasNullHeader)) return std::nullopt;
  if ((parts & kHasKey) != 0) entry.key = text_of(bytes);
  if ((parts & kHasValue) != 0) entry.value = text_of(bytes);
  const std::uint64_t header_count = bytes.varint();
  for (std::uint64_t i = 0; i < header_count && !bytes.failed(); ++i) {
    auto& [name, text] = entry.headers.emplace_back(text_of(bytes), std::nullopt);
    const std::uint8_t has_text = (parts & kHasNullHeader) != 0 ? bytes.byte() : 1;
    if (has_text > 1) return std::nullopt;
    if (has_text == 1) text = text_of(bytes);
  }
  if (!bytes.whole()) return std::nullopt;
  return entry;
}

std::string encode_number(std::uint64_t number) {
  std::string out;
  put_big64(out, number);
  return out;
}

std::optional<std::uint64_t> decode_number(std::string_view value) {
  ByteReader bytes(value);
  const std::uint64_t number = bytes.big64();
  if (!bytes.whole()) return std::nullopt;
  return number;
}

void encode_ids(std::span<const model::EventId> ids, std::string& out) {
  out.clear();
  put_byte(out, kRecordFormat);
  out.append(reinterpret_cast<const char*>(ids.data()), ids.size_bytes());
}

bool decode_ids(std::string_view value, std::vector<model::EventId>& ids) {
  if (value.size() % sizeof(model::EventId) != 1 || value[0] != kRecordFormat) return false;
  ids.resize(value.size() / sizeof(model::EventId));
  if (!ids.empty()) std::memcpy(ids.data(), value.data() + 1, value.size() - 1);
  return true;
}

}  // namespace ioc::storage
