// Keys of the five tables.
#include "storage/keys.h"

#include "storage/bytes.h"

namespace ioc::storage {

std::string record_key(RecordKind kind, std::string_view name) {
  std::string key(1, static_cast<char>(kind));
  key.append(name);
  return key;
}

std::string record_key(RecordKind kind, std::uint32_t number) {
  std::string key(1, static_cast<char>(kind));
  put_big32(key, number);
  return key;
}

std::string group_key(model::CubeNumber cube, std::uint32_t ordinal) {
  std::string key = record_key(RecordKind::group, cube);
  put_big32(key, ordinal);
  return key;
}

std::string final_key(const FinalKey& key) {
  std::string out = record_key(RecordKind::final_mark);
  put_ordered(out, key.settled_ms);
  out.append(key.stream);
  return out;
}

std::optional<FinalKey> parse_final_key(std::string_view key) {
  ByteReader bytes(key);
  FinalKey parsed;
  const std::uint8_t kind = bytes.byte();
  parsed.settled_ms = bytes.ordered();
  parsed.stream = bytes.rest();
  if (bytes.failed() || kind != static_cast<std::uint8_t>(RecordKind::final_mark)) {
    return std::nullopt;
  }
  return parsed;
}

std::string end_of_prefix(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (end.empty()) return std::string(32, '\xff');  // above every key of these tables
  end.back() = static_cast<char>(static_cast<unsigned char>(end.back()) + 1);
  return end;
}

void put_pane_key(std::string& out, const model::PaneAddress& address) {
  put_big32(out, address.cube);
  put_byte(out, static_cast<std::uint8_t>(address.tier));
  put_ordered(out, address.pane);
  put_big32(out, address.chunk);
  put_big32(out, address.partition);
}

std::string pane_key(const model::PaneAddress& address) {
  std::string key;
  put_pane_key(key, address);
  return key;
}

std::optional<model::PaneAddress> parse_pane_key(std::string_view key) {
  ByteReader bytes(key);
  model::PaneAddress address;
  address.cube = bytes.big32();
  const std::uint8_t tier = bytes.byte();
  address.tier = static_cast<model::Tier>(tier);
  address.pane = bytes.ordered();
  address.chunk = bytes.big32();
  address.partition = bytes.big32();
  if (!bytes.whole() || tier >= model::kTierCount) return std::nullopt;
  return address;
}

std::string pane_start(model::CubeNumber cube, model::Tier tier, std::int64_t pane) {
  std::string key;
  put_big32(key, cube);
  put_byte(key, static_cast<std::uint8_t>(tier));
  put_ordered(key, pane);
  return key;
}

std::string tier_end(model::CubeNumber cube, model::Tier tier) {
  std::string prefix;
  put_big32(prefix, cube);
  put_byte(prefix, static_cast<std::uint8_t>(tier));
  return end_of_prefix(prefix);
}

std::string id_key(const IdKey& key) {
  std::string out = id_hour_start(key.partition, key.hour);
  put_big64(out, key.revision);
  put_big32(out, key.block);
  return out;
}

std::optional<IdKey> parse_id_key(std::string_view key) {
  ByteReader bytes(key);
  IdKey parsed;
  parsed.partition = bytes.big32();
  parsed.hour = bytes.ordered();
  parsed.revision = bytes.big64();
  parsed.block = bytes.big32();
  if (!bytes.whole()) return std::nullopt;
  return parsed;
}

std::string id_hour_start(model::PartitionNumber partition, std::int64_t hour) {
  std::string key;
  put_big32(key, partition);
  put_ordered(key, hour);
  return key;
}

std::string ids_end(model::PartitionNumber partition) {
  std::string prefix;
  put_big32(prefix, partition);
  return end_of_prefix(prefix);
}

std::string life_key(model::LifecycleNumber lifecycle, model::PartitionNumber partition,
                     std::string_view key) {
  std::string out;
  put_big32(out, lifecycle);
  put_big32(out, partition);
  out.append(key);
  return out;
}

std::string outbox_key(std::uint64_t sequence) {
  std::string key;
  put_big64(key, sequence);
  return key;
}

}  // namespace ioc::storage
