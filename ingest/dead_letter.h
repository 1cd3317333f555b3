// A record of the topic of dead letters: a refused event as it came, and behind its headers why it
// was refused and where it lay. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/event.h"

namespace ioc::ingest {

// What the service puts behind the original headers, in this order.
inline constexpr std::array<std::string_view, 5> kLetterHeaders = {"reason", "topic", "partition",
                                                                   "offset", "catalog"};

// Texts are the record's own.
struct DeadLetter {
  std::string_view reason, topic, catalog;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  std::span<const model::Header> headers;  // the original ones
};

// nullopt: no letter of ours.
std::optional<DeadLetter> read_dead_letter(const model::Record& record);

}  // namespace ioc::ingest
