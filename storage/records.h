// Small records as bytes: a format byte, then numbers and texts. Pure.
//
// Each decoder gives nullopt for bytes its encoder did not write. Layout: docs/formats/state.md.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/state.h"

namespace ioc::storage {

struct CubeRecord {
  std::string layout;  // storage/pane_codec.h
  std::string definition;
  bool operator==(const CubeRecord&) const = default;
};

std::string encode_cube(const CubeRecord& cube);
std::optional<CubeRecord> decode_cube(std::string_view bytes);

std::string encode_lifecycle(const std::string& definition);
std::optional<std::string> decode_lifecycle(std::string_view bytes);

std::string encode_partition(const model::PartitionName& name);
std::optional<model::PartitionName> decode_partition(std::string_view bytes);

std::string encode_mark(const model::PartitionMark& mark);
std::optional<model::PartitionMark> decode_mark(std::string_view bytes);

std::string encode_group(const model::GroupKey& group);
std::optional<model::GroupKey> decode_group(std::string_view bytes);

// The revision of a final mark; its stream and time are the key.
std::string encode_final(std::uint64_t revision);
std::optional<std::uint64_t> decode_final(std::string_view bytes);

// Without the sequence, which is the key.
std::string encode_outbox(const model::OutboxEntry& entry);
std::optional<model::OutboxEntry> decode_outbox(std::string_view bytes);

std::string encode_number(std::uint64_t number);
std::optional<std::uint64_t> decode_number(std::string_view bytes);

// 16 bytes an id, as the machine has them. `ids` is replaced; false: not a block.
void encode_ids(std::span<const model::EventId> ids, std::string& out);
bool decode_ids(std::string_view bytes, std::vector<model::EventId>& ids);

}  // namespace ioc::storage
