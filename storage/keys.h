// The keys of the five tables. Layout, byte by byte: docs/formats/state.md.
//
// Keys are made so that a range is a question people ask: all panes of a cube and tier between two
// times, all ids of a partition below an hour, the outbox from a sequence on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/state.h"

namespace ioc::storage {

enum class Table : std::uint8_t {
  records,  // meta, names, marks, groups, final marks: small things, told apart by a first letter
  panes,    // large, compressed, read by range and by point
  ids,      // large, random bytes: never compressed; written once, dropped by range
  outbox,   // written once, read once, dropped by range
  lives,    // large, compressed, read and rewritten by point
};
inline constexpr int kTableCount = 5;

enum class RecordKind : char {
  meta = 'M',
  cube = 'C',
  lifecycle = 'L',
  partition = 'P',
  mark = 'K',
  group = 'G',
  final_mark = 'F',
  user_meta = 'U',
};

std::string record_key(RecordKind kind, std::string_view name = {});
std::string record_key(RecordKind kind, std::uint32_t number);
std::string group_key(model::CubeNumber cube, std::uint32_t ordinal);
// Sorted by time. `stream` points into the key.
struct FinalKey {
  std::int64_t settled_ms = 0;
  std::string_view stream;
};
std::string final_key(const FinalKey& key);
std::optional<FinalKey> parse_final_key(std::string_view key);
// The first key that does not begin with `prefix` and comes after those that do.
std::string end_of_prefix(std::string_view prefix);

// cube, tier, pane, chunk, partition: 21 bytes.
void put_pane_key(std::string& out, const model::PaneAddress& address);
std::string pane_key(const model::PaneAddress& address);
std::optional<model::PaneAddress> parse_pane_key(std::string_view key);
// The first key of a pane, whatever its chunk and partition.
std::string pane_start(model::CubeNumber cube, model::Tier tier, std::int64_t pane);
std::string tier_end(model::CubeNumber cube, model::Tier tier);

// partition, hour, revision, block: 24 bytes. `block` counts within one commit.
struct IdKey {
  model::PartitionNumber partition = 0;
  std::int64_t hour = 0;
  std::uint64_t revision = 0;
  std::uint32_t block = 0;
  bool operator==(const IdKey&) const = default;
};
std::string id_key(const IdKey& key);
std::optional<IdKey> parse_id_key(std::string_view key);
std::string id_hour_start(model::PartitionNumber partition, std::int64_t hour);
std::string ids_end(model::PartitionNumber partition);

// lifecycle, partition, then the key as it is.
std::string life_key(model::LifecycleNumber lifecycle, model::PartitionNumber partition,
                     std::string_view key);

std::string outbox_key(std::uint64_t sequence);

}  // namespace ioc::storage
